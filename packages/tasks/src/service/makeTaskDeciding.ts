import { change } from "@genie/audit/effect"
import { makeFindActor } from "@genie/identity/effect"
import { type Actor, ActorDisabled, CurrentActor } from "@genie/operation"
import { parseInstant, refuse, systemTimeZone } from "@genie/scheduler/effect"
import { Db } from "@genie/store/database"
import { uuidv7 } from "@genie/store/model"
import { RunRepository } from "@genie/store/scheduler"
import {
  ApprovalRepository,
  type StandingApproval,
  TaskPipelineRepository,
  type TaskStanding
} from "@genie/store/tasks"
import { Effect } from "effect"
import { ApprovalRefused, RoleRequired } from "../contract/taskRefusals.ts"
import { ApprovalAsked, TaskApproved, TaskRejected, TaskUpdated } from "../events.ts"
import { digestOf } from "./digestOf.ts"
import { countsFor, needsReviewer, openApprovals, partOf, partsOf } from "./gates.ts"
import { type FoundTask, makeFindTask } from "./makeFindTask.ts"
import { type LockedTask, makeLockTask } from "./makeLockTask.ts"
import { makeTaskRecord } from "./makeTaskRecord.ts"
import { makePipeline } from "./Pipeline.ts"
import type { TaskImplementations } from "./TaskImplementations.ts"
import { unlessClosed } from "./unlessClosed.ts"

/** How many approvals may be asked for at once, of one task. */
export const ASKS_OPEN_MAX = 20

/**
 * How approvals of tasks are asked for, given and refused. No ask is left that nobody can settle: only who can approve is
 * asked; when they no longer can, whoever else decides closes it; and who asks again takes back what they asked before.
 *
 * Locks, in this order: whoever acts for the first time, the live run of the task, its row, the heads of the audit logs.
 */
export const makeTaskDeciding = Effect.gen(function* () {
  const _db = yield* Db
  const runs = yield* RunRepository
  const approvals = yield* ApprovalRepository
  const repository = yield* TaskPipelineRepository
  const find = yield* makeFindTask
  const lockTask = yield* makeLockTask
  const known = yield* makeFindActor
  const pipeline = yield* makePipeline
  const { record } = yield* makeTaskRecord

  /** A task on which somebody may still decide, whatever its revision. */
  const openTask = (task: string | FoundTask) =>
    lockTask(task).pipe(Effect.catchTag("StaleRevision", Effect.die), Effect.flatMap(unlessClosed))

  /** Closes asks that nobody is to decide any more. */
  const withdraw = (asks: ReadonlyArray<StandingApproval>, by: Actor, reason: string) =>
    asks.length === 0
      ? Effect.void
      : approvals.decide(
          asks.map(({ id }) => id),
          { decision: "withdrawn", by: by.handle, byKind: by.kind, reason }
        )

  /** Asks of somebody who cannot decide: they are disabled by now, or others were named as reviewers. */
  const idle = (task: LockedTask, asks: ReadonlyArray<StandingApproval>) =>
    Effect.filter(asks, ({ askedOf }) =>
      askedOf === null
        ? Effect.succeed(false)
        : known.find(askedOf).pipe(
            Effect.map((actor) => actor.disabledAt !== null || whyNotAsked(task, actor) !== null),
            Effect.catchTag("ActorNotFound", () => Effect.succeed(true))
          )
    )

  /** The asks that are somebody's to decide, when they may decide at all. */
  const asksFor = Effect.fnUntraced(function* (task: LockedTask, actor: Actor) {
    if (isPassedOver(task, actor)) {
      const { column, key, reviewers } = task
      return yield* new RoleRequired({ task: key, column: column.name, role: "reviewer", actors: reviewers })
    }
    const problem = whyNotDeciding(actor)
    if (problem !== null) return yield* refused(task, problem)
    const open = openApprovals(task)
    const theirs = open.filter(({ askedOf }) => askedOf === null || askedOf === actor.handle)
    return { theirs, others: open.filter((ask) => !theirs.includes(ask)) }
  })

  /** The decision on what was asked, or one that nobody asked for. */
  const decide = Effect.fnUntraced(function* (
    task: LockedTask,
    asks: ReadonlyArray<StandingApproval>,
    decision: Parameters<typeof approvals.decide>[1] & { readonly digest: string }
  ) {
    if (asks.length > 0)
      return yield* approvals.decide(
        asks.map(({ id }) => id),
        decision
      )
    const id = uuidv7()
    const { digest, by } = decision
    yield* approvals.insert({ id, taskId: task.id, stageId: task.stageId, digest, askedBy: by })
    return yield* approvals.decide([id], decision)
  })

  const operations: Pick<TaskImplementations, "ask" | "approve" | "reject"> = {
    ask: change(ApprovalAsked, function* ({ expires, of, question, task: name }) {
      const actor = yield* CurrentActor
      const task = yield* openTask(name)
      const asked = of === undefined ? undefined : yield* known.find(of)
      if (asked !== undefined && asked.disabledAt !== null) return yield* new ActorDisabled({ actor: asked.handle })
      if (asked?.handle === actor.handle) {
        return yield* refused(task, "Nobody approves what they asked for themselves: ask somebody else.")
      }
      const problem = asked === undefined ? whyNobodyAnswers(task, actor) : whyNotAsked(task, asked)
      if (problem !== null) return yield* refused(task, problem)
      const open = openApprovals(task)
      const before = open.filter(({ askedBy }) => askedBy === actor.handle)
      if (open.length - before.length >= ASKS_OPEN_MAX) {
        return yield* refused(task, `${ASKS_OPEN_MAX} approvals are asked for already: have one of them decided.`)
      }
      const expiresAt =
        expires === undefined
          ? null
          : yield* refuse("expires", parseInstant(expires, { timeZone: systemTimeZone(), now: yield* runs.now }))

      yield* withdraw(before, actor, `${actor.handle} asked again.`)
      const id = uuidv7()
      yield* approvals.insert({
        id,
        taskId: task.id,
        stageId: task.stageId,
        digest: task.digest,
        askedBy: actor.handle,
        askedOf: asked?.handle ?? null,
        question: question ?? null,
        expiresAt
      })
      yield* record(ApprovalAsked, task, {
        digest: task.digest,
        ...(asked === undefined ? {} : { of: asked.handle }),
        ...(question === undefined ? {} : { question })
      })
      return yield* approvals.show(id)
    }),

    approve: change(TaskApproved, function* ({ acceptance, body, digest: seen, reason = null, task: name }) {
      const actor = yield* CurrentActor
      const task = yield* openTask(name)
      const { others, theirs } = yield* asksFor(task, actor)
      const problem = whyNotApproved(task, actor, theirs.length > 0)
      if (problem !== null) return yield* refused(task, problem)
      if (seen !== undefined && seen !== task.digest) {
        return yield* refused(task, "It has changed since you looked at it: look again, then approve what it says now.")
      }

      const said = { body: body ?? task.body, acceptance: acceptance ?? task.acceptance }
      const digest = digestOf({ ...said, title: task.title, payload: task.payload })
      if (digest !== task.digest) {
        yield* repository.edit(task.id, { ...said, digest }, actor.handle)
        yield* record(TaskUpdated, task, { digest, withApproval: true })
      }
      yield* decide(task, theirs, { decision: "approved", by: actor.handle, byKind: actor.kind, reason, digest })
      yield* withdraw(yield* idle(task, others), actor, `${actor.handle} approved ${task.key}.`)
      yield* record(TaskApproved, task, {
        digest,
        column: task.column.name,
        ...(reason === null ? {} : { reason })
      })
      yield* pipeline.pursue([task.id])
      return yield* find.show(task.id)
    }),

    reject: change(TaskRejected, function* ({ reason, task: name }) {
      const actor = yield* CurrentActor
      const task = yield* openTask(name)
      const { others, theirs } = yield* asksFor(task, actor)
      const { digest } = task
      yield* decide(task, theirs, { decision: "rejected", by: actor.handle, byKind: actor.kind, reason, digest })
      yield* withdraw(others, actor, reason)
      // An earlier approval does not carry the task past this.
      yield* approvals.overrule(task.approvals.map(({ id }) => id))
      yield* record(TaskRejected, task, { digest, column: task.column.name, reason })
      yield* pipeline.pursue([task.id])
      return yield* find.show(task.id)
    })
  }
  return operations
})

/** What keeps somebody from approving a task where it is. Whoever is asked by name gives what they can give. */
const whyNotApproved = (task: TaskStanding, { handle, kind }: Actor, isAsked: boolean): string | null => {
  if (openApprovals(task).some(({ askedBy }) => askedBy === handle)) {
    return `${handle} asked for this approval, so somebody else gives it.`
  }
  if (!countsFor(task, handle)) return `${broughtIt(task, handle)}: somebody else approves it.`
  const parts = partsOf(task.column.gate)
  if (isAsked || parts.length === 0 || parts.some((part) => part === partOf(kind))) return null
  const wanted = parts[0] === "human" ? "a person" : "an agent"
  const is = kind === "human" ? "a person" : `of kind ${kind}`
  return `The gate of ${task.column.name} asks for ${wanted}, and ${handle} is ${is}.`
}

/** What keeps somebody from being asked: they could never approve it. */
const whyNotAsked = (task: TaskStanding, actor: Actor): string | null => {
  const { handle } = actor
  const problem = whyNotDeciding(actor)
  if (problem !== null) return problem
  if (isPassedOver(task, actor)) {
    return `It names its reviewers, and ${handle} is none: ask ${task.reviewers.join(" or ")}.`
  }
  return countsFor(task, handle) ? null : `${broughtIt(task, handle)}: ask somebody else.`
}

/** What keeps everybody from answering an ask of this actor. */
const whyNobodyAnswers = (task: TaskStanding, { handle }: Actor): string | null =>
  needsReviewer(task, task.column) && task.reviewers.every((reviewer) => reviewer === handle)
    ? `${handle} is its only reviewer, and nobody approves what they asked for: name another one.`
    : null

/** What keeps an actor from deciding anything, whatever the task. */
const whyNotDeciding = ({ handle, kind }: Actor): string | null =>
  partOf(kind) === null ? `People and agents decide, and ${handle} is a ${kind}.` : null

/** Where reviewers are named, nobody else decides. */
const isPassedOver = (task: TaskStanding, { handle }: Actor): boolean =>
  needsReviewer(task, task.column) && !task.reviewers.includes(handle)

const broughtIt = ({ column }: TaskStanding, handle: string): string =>
  `${handle} brought it to ${column.name}, which asks for a second pair of eyes`

const refused = (task: TaskStanding, reason: string) => new ApprovalRefused({ task: task.key, reason })
