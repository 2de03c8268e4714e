// How a task begins, and how what is said of it changes.

import { Audit, change } from "@genie/audit/effect"
import { makeFindActor, makeProjectOf } from "@genie/identity/effect"
import { ActorDisabled, CurrentActor, InvalidInput } from "@genie/operation"
import { contentDigests, IDEMPOTENCY_KEPT_DAYS, refuseOtherContent } from "@genie/scheduler/effect"
import { catchConstraint, Db } from "@genie/store/database"
import { ProjectRepository } from "@genie/store/identity"
import { type Board, type Column, foldCase, TaskId, uuidv7 } from "@genie/store/model"
import {
  DependencyRepository,
  TagRepository,
  TaskActorRepository,
  TaskPipelineRepository,
  type TaskWords,
  TaskWriteRepository
} from "@genie/store/tasks"
import { Effect, Option } from "effect"
import { DependencyCycle, TaskNotFound, WipLimitReached } from "../contract/taskRefusals.ts"
import { TaskCreated, TaskUpdated } from "../events.ts"
import { columnOf, makeBoardOf } from "./makeBoardOf.ts"
import { makeEdges } from "./makeEdges.ts"
import { makeFindTask } from "./makeFindTask.ts"
import { makeLockTask } from "./makeLockTask.ts"
import { makeTaskRecord } from "./makeTaskRecord.ts"
import { makePipeline } from "./Pipeline.ts"
import type { TaskImplementations } from "./TaskImplementations.ts"
import { nothingSaid, wordsOf } from "./wordsOf.ts"

/**
 * Creates and updates tasks.
 *
 * A task is created under the lock of its project's row: numbers have no gaps, and of many who create with one
 * idempotency key each sees who was first. The lock of edges comes after it, then those of tasks, then that of
 * the column where it begins.
 */
export const makeTaskCreating = Effect.gen(function* () {
  const _db = yield* Db
  const { instance } = yield* Audit
  const roles = yield* TaskActorRepository
  const dependencies = yield* DependencyRepository
  const projects = yield* ProjectRepository
  const standing = yield* TaskPipelineRepository
  const tags = yield* TagRepository
  const tasks = yield* TaskWriteRepository
  const known = yield* makeFindActor
  const projectOf = yield* makeProjectOf
  const boardOf = yield* makeBoardOf
  const edges = yield* makeEdges
  const findTask = yield* makeFindTask
  const lockTask = yield* makeLockTask
  const pipeline = yield* makePipeline
  const { record } = yield* makeTaskRecord
  const { organizationId } = instance

  /** Those who are to do it: known, and not disabled. */
  const assigneesOf = (handles: ReadonlyArray<string>) =>
    Effect.forEach([...new Set(handles)], (handle) =>
      Effect.flatMap(known.find(handle), (actor) =>
        actor.disabledAt === null ? Effect.succeed(actor.id) : Effect.fail(new ActorDisabled({ actor: handle }))
      )
    )

  const idsOf = Effect.fnUntraced(function* (names: ReadonlyArray<string>) {
    if (names.length === 0) return []
    const ids = yield* tasks.idsOf(organizationId, names)
    const missing = names.find((name) => !ids.has(name))
    if (missing !== undefined) return yield* new TaskNotFound({ task: missing })
    return names.map((name) => ids.get(name)!)
  })

  /** Refuses one more task than a column takes, now that it is in there. Columns are locked after the tasks. */
  const refuseFull = Effect.fnUntraced(function* ({ id, name, wipLimit }: Column, task: string) {
    if (wipLimit === null) return
    yield* standing.lockColumns([id])
    const keys = yield* standing.keysIn(id, wipLimit + 1)
    if (keys.length <= wipLimit) return
    const others = keys.filter((key) => key !== task).slice(0, wipLimit)
    return yield* new WipLimitReached({ task, column: name, limit: wipLimit, tasks: others })
  })

  /** Refuses a parent that is a part of the task. Nobody else changes parents meanwhile. */
  const checkParent = Effect.fnUntraced(function* (task: string, parent: string) {
    const above = yield* dependencies.parentsOf(parent)
    const at = above.indexOf(task)
    if (at < 0) return
    const path = [task, ...above.slice(0, at + 1)]
    const names = new Map((yield* tasks.names(path)).map(({ id, key }) => [id, key]))
    return yield* new DependencyCycle({ path: path.map((id) => names.get(id)!) })
  })

  /** Labels as the project spells them, each once. A new one is spelled as it comes first. */
  const spelled = Effect.fnUntraced(function* (project: string, labels: ReadonlyArray<string>) {
    const first = new Map(labels.toReversed().map((label) => [foldCase(label), label]))
    return [...new Set(yield* Effect.forEach(first.values(), (label) => tags.spelled(project, label)))]
  })

  const refuseExternalId = catchConstraint("tasks_external_id_unique", (error) =>
    Effect.fail(
      error.reason === "UniqueViolation"
        ? new InvalidInput({ field: "externalId", reason: "is that of another task of the project" })
        : error
    )
  )

  const operations: Pick<TaskImplementations, "create" | "update"> = {
    create: change(
      TaskCreated,
      function* ({
        assignees = [],
        board: boardName,
        column: columnName,
        dependsOn = [],
        firstCommit,
        idempotencyKey,
        origin,
        parent,
        project: projectKey,
        repoPath,
        tags: labels = [],
        ...said
      }) {
        const { handle } = yield* CurrentActor
        const content = { ...said, assignees, board: boardName, column: columnName, dependsOn, parent, tags: labels }
        const digests = idempotencyKey === undefined ? {} : contentDigests(unlessDefault(content))
        const project = yield* projectOf.ofOrNew({ project: projectKey, repoPath, origin, firstCommit })
        if (idempotencyKey !== undefined) {
          yield* projects.lock(project.id)
          const use = Option.getOrUndefined(yield* tasks.findKey(project.id, idempotencyKey, IDEMPOTENCY_KEPT_DAYS))
          if (use !== undefined && !use.isOver) {
            const made = yield* findTask.show(TaskId.make(use.id))
            yield* refuseOtherContent(idempotencyKey, use, digests, made.key)
            return made
          }
          if (use !== undefined) yield* tasks.freeKey(use.id)
        }
        const board = yield* boardOf.of(project, boardName)
        const column = yield* beginning(board, columnName)
        const words = yield* wordsOf(said, nothingSaid, yield* tasks.now)
        const parentId = parent == null ? null : yield* findTask.idOf(parent)
        const responsible = yield* assigneesOf(assignees)
        const blockers = yield* idsOf(dependsOn)

        const number = yield* projects.number(project.id)
        const task = { id: uuidv7(), projectId: project.id, key: `${project.key}-${number}`, columnId: column.id }
        const stageId = uuidv7()
        yield* tasks
          .insert({
            ...words,
            ...task,
            number,
            stageId,
            boardId: board.id,
            parentId,
            idempotencyKey: idempotencyKey ?? null,
            idempotencyDigests: idempotencyKey === undefined ? null : digests,
            createdBy: handle
          })
          .pipe(refuseExternalId)
        yield* pipeline.enter(task, stageId)
        if (responsible.length > 0) yield* roles.give(task.id, responsible, "assignee")
        if (labels.length > 0) yield* tags.add(task, newTags(yield* spelled(project.id, labels)))
        yield* record(TaskCreated, task, {
          title: words.title,
          column: column.name,
          priority: words.priority,
          assignees
        })
        if (blockers.length > 0) {
          const isAdded = edges.add({ ...task, isNew: true }, "depends_on", blockers)
          yield* Effect.catchTag(isAdded, "DependencyCycle", Effect.die)
        }
        yield* refuseFull(column, task.key)
        yield* pipeline.pursue([task.id])
        return yield* findTask.show(TaskId.make(task.id))
      }
    ),

    update: change(TaskUpdated, function* ({ parent, revision, task, ...said }) {
      const { handle } = yield* CurrentActor
      if (parent != null) yield* dependencies.lock(organizationId)
      const locked = yield* lockTask(task, revision)
      const before = yield* tasks.words(locked.id)
      const parentId = parent == null ? null : yield* findTask.idOf(parent)
      if (parentId !== null) yield* checkParent(locked.id, parentId)
      const after = {
        ...(yield* wordsOf(said, before, yield* tasks.now)),
        parentId: parent === undefined ? before.parentId : parentId
      }

      const differing = changedFields(before, after)
      // The digest does not tell which of its parts changed.
      const changed = differing.filter((field) => field !== "payload" || said.payload !== undefined)
      if (changed.length === 0) return yield* findTask.show(locked.id)
      yield* refuseExternalId(tasks.update(locked.id, after, handle))
      yield* record(TaskUpdated, locked, { changed })
      yield* pipeline.pursue([locked.id])
      return yield* findTask.show(locked.id)
    })
  }
  return operations
})

/** Where a task begins: nobody begins in the middle of the work, past its gates. */
const beginning = Effect.fnUntraced(function* (board: Board, name: string | undefined) {
  const column = name === undefined ? board.columns[0]! : yield* columnOf(board, name)
  if (mayBegin(column)) return column
  const named = board.columns.filter(mayBegin).map((each) => each.name)
  return yield* new InvalidInput({
    field: "column",
    reason: `tasks of ${board.project} do not begin in ${column.name}, but in ${named.join(" or ")}`
  })
})

const mayBegin = ({ category }: Column): boolean => category === "backlog" || category === "ready"

/** What an idempotency key stands for. To say nothing of a field is the same as to say what it is anyway. */
const unlessDefault = (content: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const defaults: Readonly<Record<string, unknown>> = { ...nothingSaid, assignees: [], dependsOn: [], tags: [] }
  return Object.fromEntries(
    Object.entries(content).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(defaults[field]))
  )
}

/** Labels to be made where the project does not have them. */
const newTags = (names: ReadonlyArray<string>) => names.map((name) => ({ id: uuidv7(), name, color: null }))

/** What was said differently, by the names callers use. */
const changedFields = (before: TaskWords, after: TaskWords): ReadonlyArray<string> =>
  fields.flatMap(([field, key]) => {
    const [one, other] = [before[key], after[key]]
    return JSON.stringify(one) === JSON.stringify(other) ? [] : [field]
  })

// The digest stands for the payload, which has one spelling there and none in jsonb.
const fields: ReadonlyArray<readonly [field: string, key: keyof TaskWords]> = [
  ["title", "title"],
  ["body", "body"],
  ["acceptance", "acceptance"],
  ["payload", "digest"],
  ["priority", "priority"],
  ["start", "startAt"],
  ["due", "dueAt"],
  ["effort", "effort"],
  ["parent", "parentId"],
  ["queue", "queue"],
  ["externalId", "externalId"],
  ["externalUrl", "externalUrl"],
  ["wishFile", "wishFile"],
  ["groupName", "groupName"]
]
