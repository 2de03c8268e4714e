import { read } from "@genie/audit/effect"
import { makeFindActor } from "@genie/identity/effect"
import { CurrentActor, InvalidInput } from "@genie/operation"
import { PAGE_LIMIT_DEFAULT, pageOf } from "@genie/store/model"
import { ConversationRepository, TaskDetailRepository, TaskNameRepository, TaskRepository } from "@genie/store/tasks"
import { Effect } from "effect"
import { TAGS_MAX, TASKS_COUNTED_MAX, TaskDetail } from "../contract/TasksGroup.ts"
import { makeFindTask } from "./makeFindTask.ts"
import { makeTasksMeant } from "./makeTasksMeant.ts"
import { makeWhy } from "./makeWhy.ts"
import { makeWhyNot } from "./makeWhyNot.ts"
import { seekerOf } from "./seekerOf.ts"
import type { TaskImplementations } from "./TaskImplementations.ts"
import { orderAfter, orderCursor, urgentAfter, urgentCursor } from "./taskCursor.ts"
import { wordsIn } from "./wordsIn.ts"

/** What is read of tasks: lists of them, one with everything around it, what was said and where it has been. */
export const makeTaskReading = Effect.gen(function* () {
  const tasks = yield* TaskRepository
  const details = yield* TaskDetailRepository
  const names = yield* TaskNameRepository
  const conversations = yield* ConversationRepository
  const find = yield* makeFindTask
  const meant = yield* makeTasksMeant
  const known = yield* makeFindActor
  const why = yield* makeWhy
  const whyNot = yield* makeWhyNot

  const narrowed = Effect.fnUntraced(function* (narrowing: Narrowing) {
    const { all = false, heldBy, mine = false, parent, search, status, ...which } = narrowing
    if (mine && heldBy !== undefined)
      return yield* new InvalidInput({ field: "heldBy", reason: "Either what you hold or what another actor holds." })
    const other = heldBy === undefined ? undefined : (yield* known.find(heldBy)).handle
    return {
      ...(yield* meant.of(which)),
      status,
      isAll: all,
      holder: mine ? (yield* CurrentActor).handle : other,
      words: wordsIn(search),
      parentId: parent === undefined ? undefined : yield* find.idOf(parent)
    }
  })

  const operations: Pick<TaskImplementations, Reading> = {
    list: read(function* ({ cursor, limit = PAGE_LIMIT_DEFAULT, order = "newest", ...narrowing }) {
      const after = yield* orderAfter(order, cursor)
      const found = yield* tasks.list(yield* narrowed(narrowing), { order, after, limit: limit + 1 })
      return {
        items: found.slice(0, limit).map(({ task }) => task),
        next: found.length > limit ? orderCursor(order, found[limit - 1]!.place) : null
      }
    }),

    count: read(function* (narrowing) {
      return { count: yield* tasks.count(yield* narrowed(narrowing), TASKS_COUNTED_MAX + 1) }
    }),

    tags: read(function* (which) {
      const reach = yield* Effect.catchTags(meant.of(which), notAsked)
      return yield* names.tags(reach, TAGS_MAX)
    }),

    ready: read(function* ({ cursor, limit = PAGE_LIMIT_DEFAULT, ...which }) {
      const after = yield* urgentAfter(cursor)
      const filter = yield* meant.of(which)
      const seeker = seekerOf(yield* CurrentActor)
      const found = yield* tasks.byUrgency(filter, { seeker, isOffered: true, after, limit: limit + 1 })
      return pageOf(found, limit, urgentCursor)
    }),

    explain: read(function* ({ cursor, limit = PAGE_LIMIT_DEFAULT, ...which }) {
      const after = yield* urgentAfter(cursor)
      const filter = yield* meant.of(which)
      const seeker = seekerOf(yield* CurrentActor)
      const found = yield* tasks.byUrgency(filter, { seeker, isOffered: false, after, limit: limit + 1 })
      const { items, next } = pageOf(found, limit, urgentCursor)
      const reasons = yield* why.of(items.map(({ id }) => id))
      return { items: items.map((task) => ({ task, why: reasons.get(task.id) ?? [] })), next }
    }),

    show: read(function* ({ task }) {
      const id = yield* find.idOf(task)
      const reasons = yield* why.of([id])
      return TaskDetail.make({
        task: yield* tasks.show(id),
        ...(yield* details.surroundings(id)),
        why: reasons.get(id) ?? []
      })
    }),

    why: read(function* ({ task, to }) {
      const id = yield* find.idOf(task)
      return to === undefined ? ((yield* why.of([id])).get(id) ?? []) : yield* whyNot(id, to)
    }),

    comments: read(function* ({ cursor, limit = PAGE_LIMIT_DEFAULT, task }) {
      const taskId = yield* find.idOf(task)
      return pageOf(yield* conversations.list({ taskId, after: cursor, limit: limit + 1 }), limit)
    }),

    history: read(function* ({ cursor, limit = PAGE_LIMIT_DEFAULT, task }) {
      const stages = pageOf(yield* details.stages(yield* find.idOf(task), cursor, limit + 1), limit)
      return { items: stages.items.map(({ stage }) => stage), next: stages.next }
    })
  }
  return operations
})

/** Tags are asked for by project alone. */
const notAsked = { BoardNotFound: Effect.die, ColumnNotFound: Effect.die, ActorNotFound: Effect.die } as const

type Reading = "list" | "count" | "tags" | "ready" | "explain" | "show" | "why" | "comments" | "history"

type Narrowing = Parameters<TaskImplementations["count"]["work"]>[0]
