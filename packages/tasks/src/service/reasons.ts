// The sentences of `why`, one function per thing that can stand in the way: what it is, and who can do what about it.
import { shellArgument, shellQuoted } from "@genie/operation"
import type { Column, RunId } from "@genie/store/model"
import type { StandingApproval, StandingRun, TaskStanding } from "@genie/store/tasks"
import { asSentence } from "../contract/asSentence.ts"
import type { ColumnNotFound } from "../contract/BoardsGroup.ts"
import { minute } from "../contract/minute.ts"
import type { Reason, ReasonKind } from "../contract/Reason.ts"
import {
  askGate,
  evidenceOf,
  type Failure,
  type GatePart,
  type Mover,
  needsReviewer,
  nextColumn,
  partOf
} from "./gates.ts"

/** How many tasks a sentence names. */
const NAMED_MAX = 5

export const closedReason = ({ column, key }: TaskStanding): Reason =>
  reason(
    column.category === "done" ? "done" : "cancelled",
    `${key} is ${column.name}. Whoever moves it back opens it again.`,
    { commands: [moveTo(key)] }
  )

export const heldReason = ({ heldBy, heldReason, key }: TaskStanding): Reason =>
  reason("held", `${heldBy} holds it: ${asSentence(heldReason ?? "")}`, {
    actor: heldBy,
    commands: [`genie task unblock ${key}`]
  })

export const blockerReasons = ({ blockers }: TaskStanding): ReadonlyArray<Reason> =>
  blockers.map(({ column, key, status, title }) =>
    reason("blocked", `It depends on ${key} "${title}", which is ${inWords(status)} in ${column}.`, {
      task: key,
      commands: [`genie task why ${key}`]
    })
  )

export const runReason = ({ isEarly, key, startAt }: TaskStanding, run: StandingRun): Reason => {
  const who = run.holder ?? run.worker ?? "Its worker"
  const about = { run: run.runId, actor: run.holder }
  if (run.cancelReason !== null) {
    return reason("stopping", `${who} was asked to stop, and has not yet: ${asSentence(run.cancelReason)}`, {
      ...about,
      until: run.leaseExpiresAt
    })
  }
  if (run.holder !== null) {
    const until = run.leaseExpiresAt === null ? "" : ` until ${minute(run.leaseExpiresAt)} unless they renew it`
    return reason("checked_out", `${who} has it${until}.`, {
      ...about,
      until: run.leaseExpiresAt,
      commands: [`genie task checkout ${key} --take-over`]
    })
  }
  if (run.state !== "queued") {
    return reason("running", `${who} works on it.`, {
      ...about,
      commands: [`genie run output ${short(run.runId)} --follow`, `genie run cancel ${short(run.runId)}`]
    })
  }
  if (isEarly && startAt !== null) return scheduledReason({ key, startAt })
  if (!run.isServed) {
    return reason("no_worker", `Its run waits on queue "${run.queue}", and no worker serves that.`, {
      ...about,
      commands: [`genie worker --queue ${shellQuoted(run.queue)} --exec "./agent.sh"`]
    })
  }
  return run.isDue
    ? reason("queued", `Its run waits for a worker of queue "${run.queue}" that has time.`, about)
    : reason("queued", `Attempt ${run.attempt} of its run begins at ${minute(run.dueAt)}.`, {
        ...about,
        until: run.dueAt
      })
}

export const approvalReason = ({ key }: TaskStanding, approval: StandingApproval): Reason => {
  const question = approval.question === null ? "" : ` ("${approval.question}")`
  return reason(
    "waiting_approval",
    `${approval.askedBy} asked ${approval.askedOf ?? "for somebody"} to approve it${question}.`,
    {
      actor: approval.askedOf,
      until: approval.expiresAt,
      commands: [`genie task approve ${key}`, `genie task reject ${key} "why"`]
    }
  )
}

export const scheduledReason = ({ key, startAt }: { readonly key: string; readonly startAt: Date }): Reason =>
  reason("scheduled", `It starts at ${minute(startAt)}.`, {
    until: startAt,
    commands: [`genie task update ${key} --start now`]
  })

export const tryingLaterReason = ({ failures, key }: TaskStanding, offeredAfter: Date): Reason =>
  reason(
    "trying_later",
    `${failures === 1 ? "A try" : `${failures} tries`} failed. A claim gives it out again after ${minute(offeredAfter)}; a checkout takes it now.`,
    { until: offeredAfter, commands: [`genie task checkout ${key}`] }
  )

export const failureReason = ({ column, key }: TaskStanding, failure: Failure): Reason => {
  if (failure.kind === "rejection") {
    const { decidedBy, reason: because } = failure.rejection
    return reason(
      "rejected",
      `${decidedBy} rejected it: ${asSentence(because ?? "")} Change it and have it approved, or move it.`,
      { actor: decidedBy, commands: [`genie task approve ${key}`, moveTo(key)] }
    )
  }
  const { failureMessage, holder, queue, run } = failure.run
  const said = failureMessage === null ? "" : ` ${asSentence(failureMessage)}`
  return holder === null
    ? reason("run_failed", `Its run on queue "${queue}" failed.${said} It can be tried again, or done by hand.`, {
        run,
        commands: [`genie run retry ${short(run)}`, `genie task checkout ${key}`]
      })
    : reason("run_failed", `${holder} tried ${column.name} and gave up.${said}`, {
        run,
        actor: holder,
        commands: [`genie task checkout ${key}`]
      })
}

export const cancelledRunReason = ({ key }: TaskStanding, run: RunId, message: string | null): Reason =>
  reason(
    "run_cancelled",
    `Its run was cancelled: ${asSentence(message ?? "nobody said why")} It can be tried after all, or done by hand.`,
    { run, commands: [`genie run retry ${short(run)}`, `genie task checkout ${key}`] }
  )

export const reviewerReason = (task: TaskStanding, column: Column): Reason =>
  reason("reviewer", `It names its reviewers: ${anyOf(task.reviewers)} can let it out of ${column.name}.`, {
    actor: task.reviewers.length === 1 ? task.reviewers[0]! : null
  })

export const wipReason = (column: Column, keys: ReadonlyArray<string>): Reason =>
  reason("wip_full", `${column.name} is full: ${takes(column, keys)} Move one of them on first.`, {
    task: keys[0] ?? null
  })

export const nextFullReason = (column: Column, keys: ReadonlyArray<string>): Reason =>
  reason("next_wip_full", `It goes to ${column.name} by itself once there is room: ${takes(column, keys)}`, {
    task: keys[0] ?? null
  })

export const nextBlockedReasons = (task: TaskStanding, column: Column): ReadonlyArray<Reason> =>
  task.blockers.map(({ key, title }) =>
    reason("next_blocked", `It goes to ${column.name} by itself once ${key} "${title}" is done.`, { task: key })
  )

/** What the gate of a column still asks for. With a mover: what it asks for when they want to pass it. */
export const gateReasons = (
  task: TaskStanding,
  column: Column,
  missing: ReadonlyArray<GatePart>,
  mover?: Mover
): ReadonlyArray<Reason> => {
  if (missing.length === 0) return []
  if (column.id !== task.column.id) return [jumpReason(task, column, missing)]
  const eyes = fourEyesReason(task, missing, mover)
  const reviewed = needsReviewer(task, column) ? ` (${anyOf(task.reviewers)} reviews it)` : ""
  const asking =
    column.gate === "human|agent"
      ? [
          reason("gate_human", `The gate of ${column.name} asks for a person or an agent${reviewed}.`, {
            commands: consent(task)
          })
        ]
      : missing.map((part) =>
          part === "human"
            ? reason("gate_human", `The gate of ${column.name} asks for a person${reviewed}.`, {
                commands: consent(task)
              })
            : agentReason(task, column)
        )
  return eyes === null ? asking : [eyes, ...asking]
}

/** Nothing stands in the way: who may do what next. */
export const readyReason = (task: TaskStanding): Reason => {
  const { column, columns, key } = task
  const next = nextColumn(columns, column)
  if (next === null) return reason("ready", `${key} is ready.`, { commands: [moveTo(key)] })

  const evidence = evidenceOf(task)
  const { isSatisfied, missing } = askGate(column.gate, evidence)
  const reviewers = needsReviewer(task, column) ? task.reviewers : []
  const move = { commands: [moveTo(key, next)] }
  const work = [`genie task checkout ${key}`, `genie task complete ${key}`]
  if (isSatisfied) {
    const who = reviewers.length === 0 ? "Anybody" : capital(anyOf(reviewers))
    const given = column.gate === null ? "" : ` What ${column.name} asks for is given.`
    return reason("ready", `${key} is ready.${given} ${who} moves it on.`, move)
  }
  const eyes = column.isFourEyes ? ` other than ${task.enteredBy}` : ""
  const person = reviewers.length === 0 ? `a person${eyes}` : anyOf(reviewers)
  if (missing.length === 2) {
    return column.gate === "human|agent"
      ? reason("ready", `${key} is ready. ${capital(person)}, or an agent, lets it out of ${column.name}.`, move)
      : reason("ready", `${key} is ready. An agent works on it, and ${person} lets it out of ${column.name}.`, {
          commands: [...work, ...move.commands]
        })
  }
  if (missing[0] === "human") {
    const given =
      evidence.length === 0 ? "" : ` ${capital(evidence.map(({ handle }) => handle).join(", "))} did their part.`
    return reason("ready", `${key} is ready.${given} ${capital(person)} lets it out of ${column.name}.`, move)
  }
  return reason("ready", `${key} is ready. An agent${eyes} lets it out of ${column.name}.`, { commands: work })
}

export const columnUnknownReason = ({ message }: ColumnNotFound): Reason => reason("column_unknown", message)

export const alreadyThereReason = ({ column, key }: TaskStanding): Reason =>
  reason("already_there", `${key} is in ${column.name} already.`)

export const actorDisabledReason = (handle: string): Reason =>
  reason("actor_disabled", `"${handle}" is disabled.`, {
    actor: handle,
    commands: [`genie actor enable ${shellArgument(handle)}`]
  })

export const nothingInTheWayReason = ({ key }: TaskStanding, to: Column): Reason =>
  reason("ready", "Nothing stands in the way.", { commands: [moveTo(key, to)] })

/** A reason with what it does not name. */
export const reason = (
  kind: ReasonKind,
  text: string,
  about: Partial<Pick<Reason, "commands" | "task" | "actor" | "run" | "until">> = {}
): Reason => ({ kind, sentence: text, commands: [], task: null, actor: null, run: null, until: null, ...about })

const jumpReason = (task: TaskStanding, column: Column, missing: ReadonlyArray<GatePart>): Reason => {
  const asked = missing.map((part) => (part === "human" ? "a person" : "an agent")).join(" and ")
  const because = column.isFourEyes ? "asks for a second pair of eyes" : `asks for ${asked}`
  return reason(
    missing[0] === "agent" ? "gate_agent" : "gate_human",
    `On the way is ${column.name}, which ${because}: it goes there first.`,
    { commands: [moveTo(task.key, column)] }
  )
}

/** Said when somebody did their part, or would, and it does not count because they brought the task here. */
const fourEyesReason = (
  task: TaskStanding,
  missing: ReadonlyArray<GatePart>,
  mover: Mover | undefined
): Reason | null => {
  if (!task.column.isFourEyes) return null
  const isTheirs =
    mover === undefined || (mover.handle === task.enteredBy && missing.some((part) => part === partOf(mover.kind)))
  return isTheirs
    ? reason(
        "four_eyes",
        `${task.enteredBy} brought it to ${task.column.name}, which asks for a second pair of eyes: somebody else lets it out.`,
        { actor: task.enteredBy }
      )
    : null
}

const consent = ({ column, columns, key }: TaskStanding): ReadonlyArray<string> => {
  const next = nextColumn(columns, column)
  return [`genie task approve ${key}`, ...(next === null ? [] : [moveTo(key, next)])]
}

const agentReason = ({ key, run }: TaskStanding, { name }: Column): Reason => {
  const asks = `The gate of ${name} asks for an agent`
  return run === null || run.holder !== null
    ? reason("gate_agent", `${asks}, whose run succeeds or who approves it.`, {
        commands: [`genie task checkout ${key}`, `genie task complete ${key}`]
      })
    : reason("gate_agent", `${asks}: its run has to succeed, or an agent approves it.`, { run: run.runId })
}

const moveTo = (key: string, to?: Column): string =>
  `genie task move ${key} ${to === undefined ? "COLUMN" : shellArgument(to.name)}`

const takes = ({ wipLimit }: Column, keys: ReadonlyArray<string>): string => {
  const more = keys.length > NAMED_MAX ? ", …" : ""
  return `it takes ${wipLimit} at once, and has ${keys.slice(0, NAMED_MAX).join(", ")}${more}.`
}

const anyOf = (handles: ReadonlyArray<string>): string =>
  handles.length > NAMED_MAX ? `${handles.slice(0, NAMED_MAX).join(", ")} or another of them` : handles.join(" or ")

const inWords = (status: string): string => status.replaceAll("_", " ")

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

/** A run as lists show it: the end of its id is enough for every command. */
const short = (run: string): string => run.slice(-8)
