// What stands in the way of a move, in the order in which it is refused. `move` fails with the first, `why` tells all of
// them: there is one list, so neither knows anything the other does not.

import type { Column } from "@genie/store/model"
import type { TaskStanding } from "@genie/store/tasks"
import type { Reason } from "../contract/Reason.ts"
import { GateHolds, RoleRequired, TaskBlocked, WipLimitReached } from "../contract/taskRefusals.ts"
import { gatesPassed, holdingGate, isForward, type Mover, needsReviewer } from "./gates.ts"
import { blockerReasons, gateReasons, reviewerReason, wipReason } from "./reasons.ts"

/** What a move of a task can be refused for by the rules of its board. */
export type MoveRefusal = RoleRequired | WipLimitReached | TaskBlocked | GateHolds

/** One thing that stands in the way. */
export interface Obstacle {
  readonly refusal: MoveRefusal
  readonly reasons: ReadonlyArray<Reason>
}

/** A move that somebody has in mind. */
export interface WantedMove {
  readonly task: TaskStanding
  readonly to: Column
  readonly mover: Mover
  /** Keys of tasks in the column, as many as its limit at most. */
  readonly keysThere: ReadonlyArray<string>
}

export const obstaclesOf = (move: WantedMove): ReadonlyArray<Obstacle> =>
  [role(move), wipLimit(move), openBlockers(move), gate(move)].filter((obstacle) => obstacle !== null)

const role = ({ mover, task, to }: WantedMove): Obstacle | null => {
  if (task.reviewers.includes(mover.handle)) return null
  const column = gatesPassed(task.columns, task.column, to).find((passed) => needsReviewer(task, passed))
  if (column === undefined) return null
  return {
    refusal: new RoleRequired({ task: task.key, column: column.name, role: "reviewer", actors: task.reviewers }),
    reasons: [reviewerReason(task, column)]
  }
}

const wipLimit = ({ keysThere, task, to }: WantedMove): Obstacle | null => {
  if (to.wipLimit === null || keysThere.length < to.wipLimit) return null
  return {
    refusal: new WipLimitReached({ task: task.key, column: to.name, limit: to.wipLimit, tasks: keysThere }),
    reasons: [wipReason(to, keysThere)]
  }
}

const openBlockers = ({ task, to }: WantedMove): Obstacle | null => {
  if (task.blockers.length === 0 || !reachesWork(task, to)) return null
  return {
    refusal: new TaskBlocked({ task: task.key, wanted: `go to ${to.name}`, blockers: task.blockers }),
    reasons: blockerReasons(task)
  }
}

const gate = ({ mover, task, to }: WantedMove): Obstacle | null => {
  const holding = holdingGate(task, to, mover)
  if (holding === null) return null
  const reasons = gateReasons(task, holding.column, holding.missing, mover)
  return { refusal: new GateHolds({ task: task.key, column: holding.column.name, missing: reasons }), reasons }
}

/** Work in active and done may have no open blocker, and a jump over active is no way around that. */
export const reachesWork = ({ column, columns }: Pick<TaskStanding, "column" | "columns">, to: Column): boolean =>
  to.category === "active" ||
  to.category === "done" ||
  (isForward(column, to) &&
    columns.some(
      ({ category, position }) => category === "active" && position > column.position && position < to.position
    ))
