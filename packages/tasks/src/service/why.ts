// Why a task stands where it stands: from what is known of it, the reasons, the first thing first.

import type { Column } from "@genie/store/model"
import { SET_ASIDE, type TaskStanding } from "@genie/store/tasks"
import type { Reason } from "../contract/Reason.ts"
import { advanceOf, askGate, evidenceOf, failureOf, openApprovals } from "./gates.ts"
import { reachesWork } from "./obstacles.ts"
import {
  approvalReason,
  blockerReasons,
  cancelledRunReason,
  closedReason,
  failureReason,
  gateReasons,
  heldReason,
  nextBlockedReasons,
  nextFullReason,
  readyReason,
  runReason,
  scheduledReason,
  tryingLaterReason
} from "./reasons.ts"

/** What stands in the way of a task. `keysThere` are the tasks in the column it wants to go to by itself. */
export const why = (task: TaskStanding, keysThere: ReadonlyArray<string>): ReadonlyArray<Reason> => {
  if (task.closedAt !== null) return [closedReason(task)]
  const approvals = openApprovals(task)
  const { missing } = askGate(task.column.gate, evidenceOf(task))
  const isReady =
    task.heldAt === null && task.blockers.length === 0 && task.run === null && approvals.length === 0 && !task.isEarly
  return [
    ...(task.heldAt === null ? [] : [heldReason(task)]),
    ...blockerReasons(task),
    ...(task.run === null ? [] : [runReason(task, task.run)]),
    ...approvals.map((approval) => approvalReason(task, approval)),
    ...(task.isEarly && task.startAt !== null && task.run === null
      ? [scheduledReason({ key: task.key, startAt: task.startAt })]
      : []),
    ...wentWrong(task),
    ...(task.offeredAfter === null || task.run !== null ? [] : [tryingLaterReason(task, task.offeredAfter)]),
    ...goesOn(task, keysThere),
    ...(isReady ? [readyReason(task)] : gateReasons(task, task.column, missing))
  ]
}

/** Where a task wants to go by itself, when that column has a limit: what is in there decides. */
export const wantedColumn = (task: TaskStanding): Column | null => {
  const to = advanceOf(task)?.to
  return to === undefined || to.wipLimit === null ? null : to
}

const wentWrong = (task: TaskStanding): ReadonlyArray<Reason> => {
  const failure = failureOf(task)
  // A rejection stands whoever is at work; a run that failed is of no interest while there is another.
  if (failure?.kind === "rejection") return [failureReason(task, failure)]
  if (task.run !== null) return []
  if (failure !== null) return [failureReason(task, failure)]
  const last = task.lastRun
  const isCancelled =
    last !== null && last.holder === null && last.outcome === "cancelled" && last.failureKind !== SET_ASIDE
  return isCancelled ? [cancelledRunReason(task, last.run, last.failureMessage)] : []
}

const goesOn = (task: TaskStanding, keysThere: ReadonlyArray<string>): ReadonlyArray<Reason> => {
  const to = advanceOf(task)?.to
  if (to === undefined) return []
  if (task.blockers.length > 0 && reachesWork(task, to)) return nextBlockedReasons(task, to)
  return to.wipLimit !== null && keysThere.length >= to.wipLimit ? [nextFullReason(to, keysThere)] : []
}
