import { operationGroup, ReadsItems, Refusal } from "@genie/operation"
import {
  Count,
  ExitCode,
  Fence,
  IdCursor,
  Instant,
  Line,
  NAME_LENGTH_MAX,
  Page,
  PageLimit,
  Pid,
  RunEventKind,
  RunId,
  RunOutcome,
  Worker,
  WorkerId
} from "@genie/store/model"
import { Schema } from "effect"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as OpenApi from "effect/http-api/OpenApi"
import { batchOf } from "./batchOf.ts"
import { ClaimedRun } from "./ClaimedRun.ts"

/** How many runs one claim may take, one completion may finish. A batch is one statement, and held in memory. */
export const BATCH_MAX = 500

/** How long a claim may wait for something to become due. Shorter than the timeout of any proxy. */
export const CLAIM_WAIT_MAX_MS = 25_000

/** How many events one report may bring. */
export const EVENTS_MAX = 500

/** How long the text of one event may be, in UTF-16 code units: two of them fit a request even if all is escaped. */
export const EVENT_TEXT_MAX = 64 * 1024

/** The highest number an event can have: what an integer column holds. */
export const SEQ_MAX = 2 ** 31 - 1

/** The id names no worker that is here. It registers again. */
export class WorkerNotFound extends Refusal<WorkerNotFound>()(
  "WorkerNotFound",
  { status: 404, title: "No such worker" },
  { worker: Schema.String }
) {
  override get message() {
    return `There is no worker ${this.worker}: it left, or was taken for dead.`
  }
}

/** A lease as its holder names it: every write carries the fence. */
export const Lease = Schema.Struct({ run: RunId, fence: Fence })
export type Lease = typeof Lease.Type

/** What a worker says of a run that ended. */
export const Completion = Schema.Struct({
  run: RunId,
  fence: Fence,
  outcome: RunOutcome,
  startedAt: Schema.optionalKey(Instant),
  durationMs: Schema.optionalKey(Count),
  exitCode: Schema.optionalKey(ExitCode),
  signal: Schema.optionalKey(Schema.String),
  failureKind: Schema.optionalKey(Schema.String),
  failureMessage: Schema.optionalKey(Schema.String),
  /** Any JSON within `RESULT_BYTES_MAX` and `RESULT_DEPTH_MAX`. */
  result: Schema.optionalKey(Schema.Unknown),
  outputTail: Schema.optionalKey(Schema.String),
  outputBytes: Schema.optionalKey(Count)
})
export type Completion = typeof Completion.Type

/** Something a run says while it runs, redacted already. */
export const SaidEvent = Schema.Struct({
  /** Counts what the run said, from 1. The same number is kept once, and none below one that is kept. */
  seq: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: SEQ_MAX })),
  at: Schema.optionalKey(Instant),
  kind: RunEventKind,
  text: Schema.String.check(Schema.isMaxLength(EVENT_TEXT_MAX))
})
export type SaidEvent = typeof SaidEvent.Type

/** An item of a batch that could not be kept as it was sent. */
const Refused = Schema.Struct({
  /** Its place in the batch, from 0. */
  index: Schema.Int,
  reason: Schema.String
})

/** How many leases one renewal may extend. */
export const LEASES_MAX = 10_000

const worker = { worker: WorkerId.annotate({ description: "Id of the worker" }) }

/** Everything that workers ask, in batches from the first day, and the list that people look at. */
export const WorkersGroup = operationGroup(
  "workers",
  HttpApiEndpoint.post("register", "/", {
    payload: Schema.Struct({
      name: Line(NAME_LENGTH_MAX),
      host: Line(NAME_LENGTH_MAX),
      bootId: Line(NAME_LENGTH_MAX),
      pid: Pid,
      processStartedAt: Line(NAME_LENGTH_MAX),
      queues: Schema.Array(Line(NAME_LENGTH_MAX)).check(Schema.isMinLength(1), Schema.isMaxLength(100)),
      slots: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10_000 })),
      version: Line(NAME_LENGTH_MAX)
    }),
    success: Worker
  }).annotate(OpenApi.Summary, "A worker says that it is there"),

  HttpApiEndpoint.get("list", "/", {
    query: { limit: Schema.optionalKey(PageLimit), cursor: Schema.optionalKey(IdCursor) },
    success: Page(Worker)
  }).annotate(OpenApi.Summary, "List the workers that are there"),

  HttpApiEndpoint.post("claim", "/:worker/claim", {
    params: worker,
    payload: Schema.Struct({
      limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: BATCH_MAX })),
      /** How long to wait for one to become due when none is: a request that stays open is quicker than a poll. */
      waitMs: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: CLAIM_WAIT_MAX_MS })))
    }),
    success: Schema.Array(ClaimedRun),
    error: [WorkerNotFound]
  }).annotate(OpenApi.Summary, "Claim due runs under fenced leases"),

  HttpApiEndpoint.post("renew", "/:worker/renew", {
    params: worker,
    payload: Schema.Struct({
      leases: batchOf(Lease, { max: LEASES_MAX }),
      /** Those whose work has begun since the last renewal. */
      running: batchOf(RunId, { max: LEASES_MAX })
    }),
    success: Schema.Struct({
      /** Leases that are no longer held: stop at once, nothing you write counts. */
      lost: Schema.Array(RunId),
      /** Runs somebody asked to end. */
      cancelled: Schema.Array(Schema.Struct({ run: RunId, reason: Schema.String }))
    }),
    error: [WorkerNotFound]
  })
    .annotate(ReadsItems, true)
    .annotate(OpenApi.Summary, "Renew leases, and hear what was lost or cancelled"),

  HttpApiEndpoint.post("report", "/:worker/report", {
    params: worker,
    payload: Schema.Struct({
      run: RunId,
      fence: Fence,
      events: batchOf(SaidEvent, { max: EVENTS_MAX })
    }),
    success: Schema.Struct({
      /** The lease is no longer held: nothing of it was kept. */
      lost: Schema.Boolean,
      /** The run has said all that is kept of one: more of it need not be sent. */
      full: Schema.Boolean,
      /** Events that could not be kept. The rest of the report is. */
      refused: Schema.Array(Refused)
    }),
    error: [WorkerNotFound]
  })
    .annotate(ReadsItems, true)
    .annotate(OpenApi.Summary, "Tell what a run says while it runs; a stale fence is refused without failing"),

  HttpApiEndpoint.post("complete", "/:worker/complete", {
    params: worker,
    payload: Schema.Struct({
      completions: batchOf(Completion, { min: 1, max: BATCH_MAX })
    }),
    success: Schema.Struct({
      /** Refused for a stale fence: evidence, not effect. The rest of the batch is recorded. */
      lost: Schema.Array(RunId),
      /** Ends that could not be stored as they were sent: the run has failed for this reason, unless it is lost. */
      refused: Schema.Array(Refused)
    }),
    error: [WorkerNotFound]
  })
    .annotate(ReadsItems, true)
    .annotate(OpenApi.Summary, "Finish runs; a stale fence or an unstorable end fails no other"),

  HttpApiEndpoint.post("leave", "/:worker/leave", {
    params: worker,
    success: Worker,
    error: [WorkerNotFound]
  }).annotate(OpenApi.Summary, "A worker says goodbye; what it still held is given back")
).prefix("/workers")
