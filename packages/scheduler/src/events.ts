// The events of schedules, firings, runs and workers, as the audit log records them and readers of the feed get them.
import { event } from "@genie/audit/effect"
import { Schema } from "effect"

const OptionalText = Schema.NullOr(Schema.String)

const named = { name: Schema.String }

export const ScheduleCreated = event("schedule.created", {
  subject: "schedule",
  description: "A schedule was created.",
  changes: ["schedules"],
  details: { ...named, kind: Schema.String, expression: Schema.String, timeZone: Schema.String },
  says: ({ expression, name = "it" }) =>
    `created the schedule ${name}${expression === undefined ? "" : ` (${expression})`}`
})

export const SchedulesImported = event("schedule.imported", {
  subject: "organization",
  description: "Schedules were created from a crontab, in one entry for up to 500 of them.",
  changes: ["schedules"],
  item: Schema.Struct({ schedule: Schema.String, name: Schema.String, line: Schema.Number }),
  says: () => "imported schedules from a crontab"
})

export const SchedulePaused = event("schedule.paused", {
  subject: "schedule",
  description: "A schedule was paused by an actor, or by itself because it failed too often or cannot fire.",
  changes: ["schedules"],
  details: { ...named, reason: OptionalText },
  says: ({ name = "it" }) => `paused the schedule ${name}`
})

export const ScheduleResumed = event("schedule.resumed", {
  subject: "schedule",
  description: "A paused schedule fires again.",
  changes: ["schedules"],
  details: { ...named, nextAt: OptionalText },
  says: ({ name = "it" }) => `resumed the schedule ${name}`
})

export const ScheduleDeleted = event("schedule.deleted", {
  subject: "schedule",
  description: "A schedule was deleted. Its firings that had not begun were cancelled.",
  changes: ["schedules", "runs"],
  details: named,
  says: ({ name = "it" }) => `deleted the schedule ${name}`
})

export const ScheduleClockCorrected = event("schedule.clock_corrected", {
  subject: "schedule",
  description: "The clock was put back, and the next firing was computed anew.",
  changes: ["schedules"],
  details: { ...named, from: Schema.String, to: Schema.String },
  says: ({ name = "a schedule" }) => `computed the next firing of ${name} anew`
})

export const TriggerCreated = event("trigger.created", {
  subject: "schedule",
  description: "An actor fired a schedule by hand.",
  changes: ["schedules", "runs"],
  details: { ...named, trigger: Schema.String },
  says: ({ name = "a schedule" }) => `fired ${name} by hand`
})

const Firing = Schema.Struct({
  trigger: Schema.String,
  schedule: Schema.String,
  scheduledFor: Schema.String,
  run: Schema.optionalKey(Schema.String),
  reason: Schema.optionalKey(Schema.String)
})

export const TriggersFired = event("trigger.fired", {
  subject: "schedule",
  description: "Firings became runs. One entry tells of all that one transaction fired in a project.",
  changes: ["schedules", "runs"],
  item: Firing,
  says: () => "fired"
})

export const TriggersHeld = event("trigger.held", {
  subject: "schedule",
  description: "Firings wait because a run of their schedule is unfinished and its overlap is `queue`.",
  changes: ["schedules"],
  item: Firing
})

export const TriggersSkipped = event("trigger.skipped", {
  subject: "schedule",
  description: "Firings were skipped. Each item says why.",
  changes: ["schedules"],
  item: Firing
})

export const TriggersCancelled = event("trigger.cancelled", {
  subject: "schedule",
  description: "Firings were cancelled. Each item says why.",
  changes: ["schedules"],
  item: Firing
})

/** A run is shown on the card of its task and in its schedule. */
const shownWithRuns = ["runs", "tasks", "boards", "schedules"]

export const RunsEnqueued = event("run.enqueued", {
  subject: "queue",
  description: "Runs wait for a worker. The items are their ids.",
  changes: shownWithRuns,
  item: Schema.String,
  says: () => "enqueued runs"
})

export const RunsClaimed = event("run.claimed", {
  subject: "worker",
  description: "A worker claimed runs. Each item is the id of a run and its fence.",
  changes: shownWithRuns,
  item: Schema.Tuple([Schema.String, Schema.Number]),
  says: () => "claimed runs"
})

export const RunsGivenBack = event("run.given_back", {
  subject: "worker",
  description: "A worker left, and runs it had not begun wait for another one.",
  changes: shownWithRuns,
  item: Schema.String,
  says: () => "gave back runs"
})

export const RunCancelAsked = event("run.cancel_asked", {
  subject: "run",
  description: "The worker of a run was asked to stop it.",
  changes: shownWithRuns,
  details: { reason: Schema.String },
  says: () => "asked to cancel the run"
})

export const RunRetried = event("run.retried", {
  subject: "run",
  description: "A finished run was enqueued once more, as the run named in `by`.",
  changes: shownWithRuns,
  details: { by: Schema.String },
  says: () => "retried the run"
})

const ended = { changes: shownWithRuns, item: Schema.String }

export const RunCancelled = event("run.cancelled", {
  subject: "run",
  description: "Runs ended because an actor, or a schedule that made room, cancelled them.",
  changes: shownWithRuns,
  details: { reason: Schema.String },
  item: Schema.Union([
    Schema.String,
    Schema.Struct({ run: Schema.String, schedule: OptionalText, reason: Schema.String })
  ]),
  says: () => "cancelled the run"
})

export const RunsSucceeded = event("run.succeeded", {
  subject: "queue",
  description: "Runs succeeded. The items are their ids.",
  ...ended
})

export const RunsFailed = event("run.failed", {
  subject: "queue",
  description: "Runs failed. The items are their ids.",
  ...ended
})

export const RunsTimedOut = event("run.timed_out", {
  subject: "queue",
  description: "Runs took longer than they may. The items are their ids.",
  ...ended
})

export const RunsLost = event("run.lost", {
  subject: "queue",
  description: "Runs lost their worker. The items are their ids.",
  ...ended
})

export const WorkerRegistered = event("worker.registered", {
  subject: "worker",
  description: "A worker process began to claim runs.",
  changes: ["workers"],
  details: { ...named, host: Schema.String, pid: Schema.Number, queues: Schema.Array(Schema.String) },
  says: ({ name = "a worker" }) => `registered ${name}`
})

export const WorkerLeft = event("worker.left", {
  subject: "worker",
  description: "A worker stopped, and gave back what it had not begun.",
  changes: ["workers"],
  says: () => "left"
})

export const WorkerDied = event("worker.died", {
  subject: "worker",
  description: "The process of a worker is gone. Its runs are lost.",
  changes: ["workers", ...shownWithRuns],
  details: { pid: Schema.Number },
  says: () => "found the worker dead"
})

/** Recorded only when it is refused: the output and the renewals of runs are in no log. */
export const RunReported = event("run.reported", {
  subject: "worker",
  description: "A worker reported on its runs. Recorded only when it is refused.",
  changes: []
})

/** Every event of the scheduler. */
export const schedulerEvents = [
  ScheduleCreated,
  SchedulesImported,
  SchedulePaused,
  ScheduleResumed,
  ScheduleDeleted,
  ScheduleClockCorrected,
  TriggerCreated,
  TriggersFired,
  TriggersHeld,
  TriggersSkipped,
  TriggersCancelled,
  RunsEnqueued,
  RunsClaimed,
  RunsGivenBack,
  RunCancelAsked,
  RunRetried,
  RunCancelled,
  RunsSucceeded,
  RunsFailed,
  RunsTimedOut,
  RunsLost,
  WorkerRegistered,
  WorkerLeft,
  WorkerDied,
  RunReported
] as const
