// What one task is to another. Edges are added one after the other in an organization: of two who each add half of a
// circle at once, neither would see the other's half.

import { Audit } from "@genie/audit/effect"
import { CurrentActor, InvalidInput } from "@genie/operation"
import { Notifications } from "@genie/store/database"
import type { DependencyKind } from "@genie/store/model"
import { LiveRunRepository } from "@genie/store/scheduler"
import { DependencyRepository, TaskPipelineRepository, TaskWriteRepository } from "@genie/store/tasks"
import { Effect } from "effect"
import { TASK_EDGES_MAX } from "../contract/TasksGroup.ts"
import { DependencyCycle, TaskFull } from "../contract/taskRefusals.ts"
import { DependencyAdded, DependencyRemoved } from "../events.ts"
import { pathBetween } from "./pathBetween.ts"

/** Adds and removes edges, in the caller's transaction. */
export const makeEdges = Effect.gen(function* () {
  const audit = yield* Audit
  const notifications = yield* Notifications
  const dependencies = yield* DependencyRepository
  const liveRuns = yield* LiveRunRepository
  const pipeline = yield* TaskPipelineRepository
  const tasks = yield* TaskWriteRepository
  const { organizationId } = audit.instance

  const namesOf = (ids: ReadonlyArray<string>) =>
    Effect.map(tasks.names([...new Set(ids)]), (names) => new Map(names.map((name) => [name.id, name])))

  const refuseCircle = Effect.fnUntraced(function* (task: string, on: string) {
    const edges = yield* dependencies.edgesBetween(on, task)
    if (edges.length === 0 && task !== on) return
    const path = [task, ...(task === on ? [on] : pathBetween(edges, on, task))]
    const names = yield* namesOf(path)
    return yield* new DependencyCycle({ path: path.map((id) => names.get(id)!.key) })
  })

  const refuseFull = Effect.fnUntraced(function* (ids: ReadonlyArray<string>) {
    const full = (yield* dependencies.countOf(ids)).find(({ count }) => count > TASK_EDGES_MAX)
    if (full === undefined) return
    const names = yield* namesOf([full.taskId])
    return yield* new TaskFull({ task: names.get(full.taskId)!.key, noun: "dependencies", max: TASK_EDGES_MAX })
  })

  /** Records what became of edges from a task, and tells those who wait. */
  const record = Effect.fnUntraced(function* (
    task: string,
    what: "added" | "removed",
    kind: DependencyKind,
    on: ReadonlyArray<string>
  ) {
    const names = yield* namesOf([task, ...on])
    const { key, projectId } = names.get(task)!
    for (const id of on) {
      const said = what === "added" ? DependencyAdded : DependencyRemoved
      yield* audit.record(said({ log: projectId, id: task }, { key, kind, on: names.get(id)!.key }))
      yield* notifications.publish("genie_task_dep", `${task}:${what}:${id}:${kind}`)
    }
  })

  return {
    /**
     * Says that a task depends on others, or whatever the kind says. Locks all of them, so that none is done
     * meanwhile without its new dependents being told. Says nothing twice: answers whether anything was new. A task that
     * was just made closes no circle: nobody depends on it yet.
     */
    add: Effect.fnUntraced(function* (
      task: { readonly id: string; readonly isNew?: boolean },
      kind: DependencyKind,
      on: ReadonlyArray<string>
    ) {
      yield* dependencies.lock(organizationId)
      const ends = [...new Set([task.id, ...on])]
      yield* liveRuns.lockOfTasks(ends)
      yield* pipeline.lock(ends)
      if (kind === "depends_on" && task.isNew !== true) for (const id of on) yield* refuseCircle(task.id, id)
      if (kind !== "depends_on" && on.includes(task.id)) {
        return yield* new InvalidInput({ field: "on", reason: "is the task itself" })
      }

      const { handle } = yield* CurrentActor
      const added = yield* dependencies.insert(
        [...new Set(on)].map((id) => ({ taskId: task.id, onTaskId: id, kind })),
        handle
      )
      yield* refuseFull(ends)
      if (added.length === 0) return false
      yield* record(
        task.id,
        "added",
        kind,
        added.map(({ onTaskId }) => onTaskId)
      )
      return true
    }),

    /** Says that it does not. Answers whether it did. */
    remove: Effect.fnUntraced(function* (task: string, kind: DependencyKind, on: string) {
      yield* dependencies.lock(organizationId)
      yield* liveRuns.lockOfTasks([task])
      yield* pipeline.lock([task])
      const removed = yield* dependencies.delete({ taskId: task, onTaskId: on, kind })
      if (removed > 0) yield* record(task, "removed", kind, [on])
      return removed > 0
    })
  }
})
