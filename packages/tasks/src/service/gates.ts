// The gates of a board, as plain rules: what a column asks for before a task may go on, and what has been given. No
// database in sight: whoever moves a task, explains it or lets it advance by itself asks the same functions.

import type { ActorKind, Column, Gate } from "@genie/store/model"
import { type LastRun, SET_ASIDE, type StandingApproval, type TaskStanding } from "@genie/store/tasks"

/** What a gate can ask for: the consent of a person, or of an agent. */
export type GatePart = "human" | "agent"

/** Consent that was given: by whom, and what shows it. */
export interface Evidence {
  readonly handle: string
  readonly kind: ActorKind
  /** The run that succeeded; null for a decision. */
  readonly run: string | null
}

/** Somebody who wants to move a task. */
export interface Mover {
  readonly handle: string
  readonly kind: ActorKind
}

/** What a gate says to the evidence. */
export interface GateAnswer {
  readonly isSatisfied: boolean
  /** What is missing; for a gate that takes either, both. */
  readonly missing: ReadonlyArray<GatePart>
  /** The evidence that satisfied it, the last one given. */
  readonly satisfiedBy: Evidence | null
}

/** Which part of a gate an actor of this kind can give. Teams and the system give none. */
export const partOf = (kind: ActorKind): GatePart | null => {
  if (kind === "human") return "human"
  return kind === "agent" || kind === "service" ? "agent" : null
}

/** The parts a gate is made of. */
export const partsOf = (gate: Gate | null): ReadonlyArray<GatePart> => {
  if (gate === null) return []
  return gate === "human" || gate === "agent" ? [gate] : ["human", "agent"]
}

/** What a gate says when this is what was given. */
export const askGate = (gate: Gate | null, evidence: ReadonlyArray<Evidence>): GateAnswer => {
  const parts = partsOf(gate)
  const counting = evidence.filter(({ kind }) => parts.some((part) => part === partOf(kind)))
  const missing = parts.filter((part) => !counting.some(({ kind }) => partOf(kind) === part))
  const isSatisfied = gate === "human|agent" ? missing.length < 2 : missing.length === 0
  return {
    isSatisfied,
    missing: isSatisfied ? [] : missing,
    satisfiedBy: isSatisfied ? (counting.at(-1) ?? null) : null
  }
}

/** Done and cancelled: where a task ends. */
export const isClosing = ({ category }: Column): boolean => category === "done" || category === "cancelled"

/** Towards done. To cancel is never forward, and neither is to come back from a column where tasks end. */
export const isForward = (from: Column, to: Column): boolean =>
  to.position > from.position && to.category !== "cancelled" && !isClosing(from)

/** The columns whose gates a move passes: from the one left up to the one entered, which is not among them. */
export const gatesPassed = (columns: ReadonlyArray<Column>, from: Column, to: Column): ReadonlyArray<Column> =>
  isForward(from, to) ? columns.filter(({ position }) => position >= from.position && position < to.position) : []

/** The column after this one; null where a board ends. Nothing is cancelled by going on. */
export const nextColumn = (columns: ReadonlyArray<Column>, column: Column): Column | null => {
  const next = columns.find(({ position }) => position === column.position + 1)
  return next === undefined || next.category === "cancelled" || isClosing(column) ? null : next
}

/** A task that names its reviewers is let out of a column of review by them only. */
export const needsReviewer = ({ reviewers }: TaskStanding, column: Column): boolean =>
  column.category === "review" && reviewers.length > 0

/** To whom the success of a worker is credited: many workers serve a queue, and which of them did it does not matter. */
const agentOf = (queue: string): string => `agent:${queue}`

/**
 * What was given since the task came to its column, oldest first: approvals of what it says now, and runs that
 * succeeded. Four eyes: whoever brought it here does not let it out. Where reviewers are named, of the people and agents
 * only they count; the run of a worker was never theirs to do.
 */
export const evidenceOf = (task: TaskStanding): ReadonlyArray<Evidence> => {
  const approvals = task.approvals.filter(isGiven(task)).map(({ decidedAt, decidedBy, decidedByKind }) => ({
    handle: decidedBy!,
    kind: decidedByKind!,
    run: null,
    at: decidedAt!,
    isWorker: false
  }))
  const successes = task.successes.map(({ at, holder, holderKind, queue, run }) => ({
    handle: holder ?? agentOf(queue),
    // Somebody nobody knows gives nothing.
    kind: holder === null ? ("agent" as const) : (holderKind ?? ("system" as const)),
    run: run as string,
    at,
    isWorker: holder === null
  }))
  return [...approvals, ...successes]
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .filter(({ handle, isWorker }) => isWorker || !needsReviewer(task, task.column) || task.reviewers.includes(handle))
    .filter(({ handle }) => countsFor(task, handle))
    .map(({ handle, kind, run }) => ({ handle, kind, run }))
}

/** Whether what somebody does counts for the gate of the column the task is in. */
export const countsFor = (task: TaskStanding, handle: string): boolean =>
  !task.column.isFourEyes || handle !== task.enteredBy

/** What the mover gives to the gate of a column on the way. Who jumps over four eyes would be both pairs. */
const givenByMover = (task: TaskStanding, column: Column, mover: Mover): ReadonlyArray<Evidence> => {
  const evidence = [{ ...mover, run: null }]
  if (column.id === task.column.id) return countsFor(task, mover.handle) ? evidence : []
  return column.isFourEyes ? [] : evidence
}

/** The first gate on the way that holds, and what it still asks for; null when all let the mover through. */
export const holdingGate = (
  task: TaskStanding,
  to: Column,
  mover: Mover
): { readonly column: Column; readonly missing: ReadonlyArray<GatePart> } | null => {
  for (const column of gatesPassed(task.columns, task.column, to)) {
    const given = [...(column.id === task.column.id ? evidenceOf(task) : []), ...givenByMover(task, column, mover)]
    const { isSatisfied, missing } = askGate(column.gate, given)
    if (!isSatisfied) return { column, missing }
  }
  return null
}

/** Open asks for an approval. */
export const openApprovals = ({ approvals }: TaskStanding): ReadonlyArray<StandingApproval> =>
  approvals.filter(({ decision, isExpired }) => decision === null && !isExpired)

/** Nothing keeps it from being worked on but a run that has it already, or a start that is to come. */
const isWorkable = (task: TaskStanding): boolean =>
  task.closedAt === null && task.heldAt === null && task.blockers.length === 0 && openApprovals(task).length === 0

/**
 * What went wrong during the present stay, and nothing has undone since: a run, or a rejection. An approval undoes a
 * rejection, and so does the success of what was begun after it; what was begun before knew nothing of it.
 */
export const failureOf = (task: TaskStanding): Failure | null => {
  const rejection = task.approvals.findLast(({ decision }) => decision === "rejected")
  const isUndone = task.approvals.some(isGiven(task)) || task.successes.length > 0
  if (rejection !== undefined && !isUndone) return { kind: "rejection", rejection }
  return task.lastRun !== null && isFailed(task.lastRun) ? { kind: "run", run: task.lastRun } : null
}

/** A rejection, or a run that failed and is not tried again. */
export type Failure =
  | { readonly kind: "rejection"; readonly rejection: StandingApproval }
  | { readonly kind: "run"; readonly run: LastRun }

/** Where a task goes by itself, and who is the cause of it. */
export interface Advance {
  readonly to: Column
  readonly by: Mover | null
  readonly run: string | null
  readonly reason: string | null
}

/**
 * Where a task wants to go by itself: on, once its gate is satisfied; to where its column sends what failed. A column
 * without a gate but with an action lets go once its run has succeeded, one with neither at once.
 */
export const advanceOf = (task: TaskStanding): Advance | null => {
  if (task.closedAt !== null || task.heldAt !== null) return null
  const { column, columns } = task
  const next = nextColumn(columns, column)
  if (column.autoAdvance && next !== null) {
    const evidence = evidenceOf(task)
    const { isSatisfied, satisfiedBy } = askGate(column.gate, evidence)
    const worked = evidence.findLast(({ run }) => run !== null)
    if (column.gate === null && column.action !== null) {
      if (worked !== undefined) return { to: next, by: worked, run: worked.run, reason: null }
    } else if (isSatisfied) {
      return { to: next, by: satisfiedBy, run: satisfiedBy?.run ?? null, reason: null }
    }
  }
  return retreatOf(task)
}

/** Where what went wrong sends a task, whether or not there is room. */
export const retreatOf = (task: TaskStanding): Advance | null => {
  const failure = failureOf(task)
  if (failure === null || task.column.onFail === null) return null
  const to = task.columns.find(({ name }) => name === task.column.onFail)
  if (to === undefined || to.id === task.column.id) return null
  if (failure.kind === "rejection") {
    const { decidedBy, decidedByKind, reason } = failure.rejection
    return { to, by: { handle: decidedBy!, kind: decidedByKind! }, run: null, reason }
  }
  // Another attempt is on its way, or somebody is doing it by now.
  if (task.run !== null) return null
  const { failureMessage, holder, holderKind, queue, run } = failure.run
  return {
    to,
    by: holder === null ? { handle: agentOf(queue), kind: "agent" } : { handle: holder, kind: holderKind ?? "human" },
    run,
    reason: failureMessage ?? "The run failed."
  }
}

/**
 * Whether the action of the column is still to be done: nothing came of the runs of this stay, or a person did theirs
 * and the gate asks for an agent too. What has failed is not tried again by itself, and what is to go back is not
 * worked on while it waits for a place.
 */
export const isActionDue = (task: TaskStanding): boolean => {
  const { column, lastRun, successes } = task
  if (column.action === null || task.run !== null || !isWorkable(task) || retreatOf(task) !== null) return false
  if (successes.some(({ holder, holderKind }) => holder === null || isAgent(holderKind))) return false
  if (lastRun === null || isSetAside(lastRun)) return true
  return lastRun.outcome === "succeeded" && (column.gate === "agent" || column.gate === "human+agent")
}

const isGiven =
  ({ digest }: TaskStanding) =>
  (approval: StandingApproval): boolean =>
    approval.decision === "approved" && approval.digest === digest && !approval.isExpired

const isFailed = ({ holder, outcome }: LastRun): boolean =>
  outcome === "failed" || outcome === "timed_out" || (outcome === "lost" && holder === null)

/** A run that had to make room. */
const isSetAside = ({ failureKind, outcome }: LastRun): boolean => outcome === "cancelled" && failureKind === SET_ASIDE

const isAgent = (kind: ActorKind | null): boolean => kind !== null && partOf(kind) === "agent"
