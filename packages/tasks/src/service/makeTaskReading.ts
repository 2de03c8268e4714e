import { makeConversationRepository, makeTaskRepository, orUnavailable } from "@genie/store/effect"
import { PAGE_LIMIT_DEFAULT, type Task } from "@genie/store/model"
import { Effect } from "effect"
import type { TaskOperations } from "../contract/Tasks.ts"
import { TaskDetail } from "../contract/TasksGroup.ts"
import { checkText } from "./checkText.ts"
import { makeFindTask } from "./makeFindTask.ts"
import { makeTasksMeant } from "./makeTasksMeant.ts"
import { makeWhy } from "./makeWhy.ts"
import { makeWhyNot } from "./makeWhyNot.ts"
import { checkCursor, page } from "./page.ts"
import { newestAfter, newestCursor, urgentAfter, urgentCursor } from "./taskCursor.ts"

/** What is read of tasks: lists of them, one with everything around it, what was said and where it has been. */
export const makeTaskReading = Effect.gen(function* () {
  const tasks = yield* makeTaskRepository
  const conversations = yield* makeConversationRepository
  const find = yield* makeFindTask
  const meant = yield* makeTasksMeant
  const why = yield* makeWhy
  const whyNot = yield* makeWhyNot

  const operations: Pick<TaskOperations, "list" | "ready" | "explain" | "show" | "why" | "comments" | "history"> = {
    list: Effect.fn("Tasks.list")(function* ({
      all = false,
      cursor,
      limit = PAGE_LIMIT_DEFAULT,
      parent,
      search,
      status,
      ...which
    }) {
      yield* checkText("search", search)
      const after = yield* newestAfter(cursor)
      const filter = {
        ...(yield* meant.of(which)),
        status,
        isAll: all,
        words: search?.split(/\s+/).filter((word) => word !== ""),
        parentId: parent === undefined ? undefined : yield* find.idOf(parent)
      }
      return pageOf(yield* tasks.list(filter, { after, limit: limit + 1 }), limit, newestCursor)
    }, orUnavailable),

    ready: Effect.fn("Tasks.ready")(function* ({ cursor, limit = PAGE_LIMIT_DEFAULT, ...which }) {
      const after = yield* urgentAfter(cursor)
      const filter = yield* meant.of(which)
      return pageOf(yield* tasks.byUrgency(filter, { isReady: true, after, limit: limit + 1 }), limit, urgentCursor)
    }, orUnavailable),

    explain: Effect.fn("Tasks.explain")(function* ({ cursor, limit = PAGE_LIMIT_DEFAULT, ...which }) {
      const after = yield* urgentAfter(cursor)
      const filter = yield* meant.of(which)
      const found = yield* tasks.byUrgency(filter, { isReady: false, after, limit: limit + 1 })
      const { items, next } = pageOf(found, limit, urgentCursor)
      const reasons = yield* why.of(items.map(({ id }) => id))
      return { items: items.map((task) => ({ task, why: reasons.get(task.id) ?? [] })), next }
    }, orUnavailable),

    show: Effect.fn("Tasks.show")(function* ({ task }) {
      const id = yield* find.idOf(task)
      const reasons = yield* why.of([id])
      return TaskDetail.make({
        task: yield* tasks.show(id),
        ...(yield* tasks.surroundings(id)),
        why: reasons.get(id) ?? []
      })
    }, orUnavailable),

    why: Effect.fn("Tasks.why")(function* ({ task, to }) {
      const id = yield* find.idOf(task)
      return to === undefined ? ((yield* why.of([id])).get(id) ?? []) : yield* whyNot(id, to)
    }, orUnavailable),

    comments: Effect.fn("Tasks.comments")(function* ({ cursor, limit = PAGE_LIMIT_DEFAULT, task }) {
      yield* checkCursor(cursor)
      const taskId = yield* find.idOf(task)
      return page(yield* conversations.list({ taskId, after: cursor, limit: limit + 1 }), limit)
    }, orUnavailable),

    history: Effect.fn("Tasks.history")(function* ({ cursor, limit = PAGE_LIMIT_DEFAULT, task }) {
      yield* checkCursor(cursor)
      const stages = page(yield* tasks.stages(yield* find.idOf(task), cursor, limit + 1), limit)
      return { items: stages.items.map(({ stage }) => stage), next: stages.next }
    }, orUnavailable)
  }
  return operations
})

/** A page of tasks that were read with one more than the limit: that one says that there is a next page. */
const pageOf = (found: ReadonlyArray<Task>, limit: number, cursorOf: (last: Task) => string) => ({
  items: found.slice(0, limit),
  next: found.length > limit ? cursorOf(found[limit - 1]!) : null
})
