import { Audit, change } from "@genie/audit/effect"
import { ActorCreated, makeFindActor } from "@genie/identity/effect"
import { ActorDisabled, CurrentActor, InvalidInput, shellQuoted } from "@genie/operation"
import { Db, Notifications } from "@genie/store/database"
import { ActorRepository } from "@genie/store/identity"
import { type Actor, type ActorKind, type DependencyKind, handleOf, type TaskRole, uuidv7 } from "@genie/store/model"
import { RunRepository } from "@genie/store/scheduler"
import { ConversationRepository, TagRepository, TaskActorRepository, TaskWriteRepository } from "@genie/store/tasks"
import { Effect, Option } from "effect"
import { TASK_EDGES_MAX } from "../contract/TasksGroup.ts"
import { TaskFull } from "../contract/taskRefusals.ts"
import {
  DependencyAdded,
  DependencyRemoved,
  TaskAssigned,
  TaskCommented,
  TaskTagged,
  TaskUnassigned,
  TaskUntagged
} from "../events.ts"
import { makeEdges } from "./makeEdges.ts"
import { makeFindTask } from "./makeFindTask.ts"
import { type LockedTask, makeLockTask } from "./makeLockTask.ts"
import { makeTaskCreating } from "./makeTaskCreating.ts"
import { makeTaskRecord } from "./makeTaskRecord.ts"
import { makePipeline } from "./Pipeline.ts"
import type { TaskImplementations } from "./TaskImplementations.ts"

/** How many handles are tried for somebody known elsewhere whose id is a handle here already. */
const HANDLES_TRIED_MAX = 100

/** What is said of tasks and around them: who is on them, what they depend on, labels, comments. */
export const makeTaskWriting = Effect.gen(function* () {
  const _db = yield* Db
  const audit = yield* Audit
  const notifications = yield* Notifications
  const actors = yield* ActorRepository
  const roles = yield* TaskActorRepository
  const conversations = yield* ConversationRepository
  const runs = yield* RunRepository
  const tags = yield* TagRepository
  const tasks = yield* TaskWriteRepository
  const known = yield* makeFindActor
  const creating = yield* makeTaskCreating
  const edges = yield* makeEdges
  const findTask = yield* makeFindTask
  const lockTask = yield* makeLockTask
  const pipeline = yield* makePipeline
  const { organizationId } = audit.instance
  const { record } = yield* makeTaskRecord

  const give = Effect.fnUntraced(function* (task: LockedTask, actor: Actor, role: TaskRole, by: string) {
    if (actor.disabledAt !== null) return yield* new ActorDisabled({ actor: actor.handle })
    if ((yield* roles.give(task.id, [actor.id], role)) > 0) {
      if ((yield* roles.countOf(task.id)) > TASK_EDGES_MAX) {
        return yield* new TaskFull({ task: task.key, noun: "actors", max: TASK_EDGES_MAX })
      }
      yield* tasks.touch(task.id, by)
      yield* record(TaskAssigned, task, { actor: actor.handle, role })
    }
    return yield* findTask.show(task.id)
  })

  /** Somebody known elsewhere, who is introduced under their id there; with a number, when somebody is called that. */
  const introduced = Effect.fnUntraced(function* (externalType: string, externalId: string) {
    const kind = kindOf.get(externalType) ?? "agent"
    const handle = handleOf(externalId)
    for (let nth = 1; nth <= HANDLES_TRIED_MAX; nth++) {
      const found = yield* actors.findExternal(organizationId, externalType, externalId)
      if (Option.isSome(found)) return found.value
      const actor = {
        id: uuidv7(),
        organizationId,
        handle: nth === 1 ? handle : `${handle.slice(0, HANDLE_STEM_LENGTH_MAX)}-${nth}`,
        kind,
        name: externalId,
        externalType,
        externalId
      }
      const made = yield* actors.insert(actor)
      if (Option.isNone(made)) continue
      yield* audit.record(ActorCreated({ id: actor.id }, { handle: actor.handle, kind, externalType, externalId }))
      return made.value
    }
    return yield* new InvalidInput({
      field: "actorId",
      reason: `is the handle of too many others: genie actor create HANDLE --external-type ${shellQuoted(externalType)} --external-id ${shellQuoted(externalId)}`
    })
  })

  /** The edge that is meant: `blocks` is `depends_on` seen from the other end, and stored once. */
  const edgeOf = Effect.fnUntraced(function* (task: string, on: string, kind: DependencyKind | "blocks") {
    const [id, other] = [yield* findTask.idOf(task), yield* findTask.idOf(on)]
    return kind === "blocks"
      ? { asked: id, from: other, kind: "depends_on" as const, on: id }
      : { asked: id, from: id, kind, on: other }
  })

  /** No input of these operations has a revision, so none can be stale. */
  const lock = (task: string) => Effect.catchTag(lockTask(task), "StaleRevision", Effect.die)

  const operations: Pick<TaskImplementations, Writing> = {
    ...creating,

    assign: change(TaskAssigned, function* ({ actor: handle, revision, role = "assignee", task }) {
      const { handle: by } = yield* CurrentActor
      const locked = yield* lockTask(task, revision)
      return yield* give(locked, yield* known.find(handle), role, by)
    }),

    unassign: change(TaskUnassigned, function* ({ actor: handle, revision, role = "assignee", task }) {
      const { handle: by } = yield* CurrentActor
      const locked = yield* lockTask(task, revision)
      const actor = yield* known.find(handle)
      if ((yield* roles.take(locked.id, actor.id, role)) > 0) {
        yield* tasks.touch(locked.id, by)
        yield* record(TaskUnassigned, locked, { actor: actor.handle, role })
        // A gate may have waited for this reviewer.
        yield* pipeline.pursue([locked.id])
      }
      return yield* findTask.show(locked.id)
    }),

    addActor: change(TaskAssigned, function* ({ actorId, actorType, role = "assignee", task }) {
      const { handle: by } = yield* CurrentActor
      const locked = yield* lock(task)
      return yield* give(locked, yield* introduced(actorType, actorId), role, by)
    }),

    addDependency: change(DependencyAdded, function* ({ kind = "depends_on", on, task }) {
      const { handle } = yield* CurrentActor
      const edge = yield* edgeOf(task, on, kind)
      if (yield* edges.add({ id: edge.from }, edge.kind, [edge.on])) {
        yield* tasks.touch(edge.from, handle)
        yield* pipeline.pursue([edge.from])
      }
      return yield* findTask.show(edge.asked)
    }),

    removeDependency: change(DependencyRemoved, function* ({ kind = "depends_on", on, task }) {
      const { handle } = yield* CurrentActor
      const edge = yield* edgeOf(task, on, kind)
      if (yield* edges.remove(edge.from, edge.kind, edge.on)) {
        yield* tasks.touch(edge.from, handle)
        yield* pipeline.pursue([edge.from])
      }
      return yield* findTask.show(edge.asked)
    }),

    tag: change(TaskTagged, function* ({ color, tag: written, task }) {
      const { handle } = yield* CurrentActor
      const locked = yield* lock(task)
      const tag = yield* tags.spelled(locked.projectId, written)
      if ((yield* tags.add(locked, [{ id: uuidv7(), name: tag, color: color ?? null }])) > 0) {
        if ((yield* tags.countOf(locked.id)) > TASK_EDGES_MAX) {
          return yield* new TaskFull({ task: locked.key, noun: "tags", max: TASK_EDGES_MAX })
        }
        yield* tasks.touch(locked.id, handle)
        yield* record(TaskTagged, locked, { tag })
      }
      return yield* findTask.show(locked.id)
    }),

    untag: change(TaskUntagged, function* ({ tag: written, task }) {
      const { handle } = yield* CurrentActor
      const locked = yield* lock(task)
      const tag = yield* tags.spelled(locked.projectId, written)
      if ((yield* tags.remove(locked.id, tag)) > 0) {
        yield* tasks.touch(locked.id, handle)
        yield* record(TaskUntagged, locked, { tag })
      }
      return yield* findTask.show(locked.id)
    }),

    comment: change(TaskCommented, function* ({ body, run, task }) {
      const author = yield* CurrentActor
      if (body.trim() === "") return yield* new InvalidInput({ field: "body", reason: "is empty" })
      // A comment overwrites no work, so the task is not locked and its revision stays.
      const found = yield* findTask.of(task)
      const said = yield* conversations.comment({
        id: uuidv7(),
        taskId: found.id,
        organizationId,
        conversationId: uuidv7(),
        author: author.handle,
        authorKind: author.kind,
        runId: run === undefined ? null : yield* runOf(run, found.id),
        body
      })
      yield* record(TaskCommented, found, { comment: said.comment.id })
      yield* notifications.publish("genie_message", `${said.conversationId}:${said.comment.id}:${author.handle}`)
      return said.comment
    })
  }

  /** The run of the task during which something is said. */
  const runOf = Effect.fnUntraced(function* (run: string, task: string) {
    const found = yield* runs.find(organizationId, run)
    if (Option.isSome(found) && found.value.taskId === task) return found.value.id
    return yield* new InvalidInput({ field: "run", reason: "is no run of this task" })
  })

  return operations
})

type Writing =
  | "create"
  | "update"
  | "assign"
  | "unassign"
  | "addActor"
  | "addDependency"
  | "removeDependency"
  | "tag"
  | "untag"
  | "comment"

/** What somebody is, by where they are known. Who is not listed is an agent: they prove nothing about being a person. */
const kindOf: ReadonlyMap<string, ActorKind> = new Map([
  ["local", "agent"],
  ["omni_agent", "agent"],
  ["genie_os_user", "human"]
])

/** Room for a number after it, within the 200 characters of a handle. */
const HANDLE_STEM_LENGTH_MAX = 190
