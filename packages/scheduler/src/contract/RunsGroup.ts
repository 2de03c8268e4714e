import { ProjectKey, ProjectNotFound } from "@genie/identity/contract"
import { asArgument, operationGroup, Refusal, streamOf } from "@genie/operation"
import {
  IdCursor,
  Line,
  NAME_LENGTH_MAX,
  Page,
  PageLimit,
  REASON_LENGTH_MAX,
  Reference,
  Run,
  RunEvent,
  RunId,
  RunState,
  Text,
  TIME_LENGTH_MAX
} from "@genie/store/model"
import { Schema } from "effect"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as OpenApi from "effect/http-api/OpenApi"
import { IdempotencyConflict } from "./IdempotencyConflict.ts"
import { work } from "./SchedulesGroup.ts"
import { SEQ_MAX } from "./WorkersGroup.ts"

/** The id names no run. */
export class RunNotFound extends Refusal<RunNotFound>()(
  "RunNotFound",
  { status: 404, title: "No such run" },
  { run: Schema.String }
) {
  override get message() {
    return `There is no run "${this.run}".`
  }
}

/** The run is not in a state in which that can be done. */
export class RunStateConflict extends Refusal<RunStateConflict>()(
  "RunStateConflict",
  { status: 409, title: "Run is in another state" },
  { run: Schema.String, state: RunState, wanted: Schema.String }
) {
  override get message() {
    return `Run ${this.run} is ${this.state.replace("_", " ")}: it cannot be ${this.wanted}.`
  }
}

const run = {
  run: Reference.annotate({ description: "Id of the run, or the end of it, four characters at least" })
}

/** How many runs one request may enqueue. They are one statement and one audit event. */
export const ENQUEUE_MAX = 5_000

const NewRunInput = Schema.Struct({
  queue: asArgument(Line(NAME_LENGTH_MAX)).annotate({
    description: "The queue whose workers do it"
  }),
  ...work,
  project: Schema.optionalKey(
    ProjectKey.annotate({ description: "Key of the project it belongs to, whose audit log records it" })
  ),
  name: Schema.optionalKey(Line(NAME_LENGTH_MAX).annotate({ description: "What people see in lists" })),
  at: Schema.optionalKey(Text(TIME_LENGTH_MAX).annotate({ description: "Not before: 2027-01-01T09:00, or in 10m" })),
  tz: Schema.optionalKey(Text(TIME_LENGTH_MAX).annotate({ description: "Time zone of that time: America/Sao_Paulo" })),
  idempotencyKey: Schema.optionalKey(
    Line(NAME_LENGTH_MAX).annotate({
      description: "The same key is enqueued once in its project, and stands for one content"
    })
  )
})

/** A run to be enqueued, as a caller says it. */
export type NewRunInput = typeof NewRunInput.Type

/** Everything that can be asked of runs by those who want work done. */
export const RunsGroup = operationGroup(
  "runs",
  HttpApiEndpoint.post("enqueue", "/", {
    payload: NewRunInput,
    success: Run,
    error: [ProjectNotFound, IdempotencyConflict]
  }).annotate(OpenApi.Summary, "Enqueue a run"),

  HttpApiEndpoint.post("enqueueMany", "/batch", {
    payload: Schema.Struct({
      runs: Schema.Array(NewRunInput)
        .check(Schema.isMinLength(1), Schema.isMaxLength(ENQUEUE_MAX))
        .annotate({ description: `The runs, ${ENQUEUE_MAX.toLocaleString("en-US")} at most` })
    }),
    success: Schema.Struct({
      /** One id for each run, in the order given. A key that was there already answers the id of its run. */
      ids: Schema.Array(RunId)
    }),
    error: [ProjectNotFound, IdempotencyConflict]
  }).annotate(OpenApi.Summary, "Enqueue many runs at once: all of them, or none"),

  HttpApiEndpoint.get("list", "/", {
    query: {
      queue: Schema.optionalKey(Reference.annotate({ description: "Only runs of this queue" })),
      state: Schema.optionalKey(RunState.annotate({ description: "Only runs in this state" })),
      schedule: Schema.optionalKey(Reference.annotate({ description: "Only runs of this schedule: name or id" })),
      task: Schema.optionalKey(Reference.annotate({ description: "Only runs of this task: SHOP-12, or its id" })),
      project: Schema.optionalKey(ProjectKey.annotate({ description: "Only runs of the project with this key" })),
      limit: Schema.optionalKey(PageLimit),
      cursor: Schema.optionalKey(IdCursor)
    },
    success: Page(Run),
    error: [ProjectNotFound]
  }).annotate(OpenApi.Summary, "List runs, newest first"),

  HttpApiEndpoint.get("show", "/:run", {
    params: run,
    success: Run,
    error: [RunNotFound]
  }).annotate(OpenApi.Summary, "Show a run and the end of its output"),

  HttpApiEndpoint.get("output", "/:run/output", {
    params: run,
    query: {
      after: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: SEQ_MAX })).annotate({
          description: "Continue after this event: its seq"
        })
      ),
      follow: Schema.optionalKey(
        Schema.Boolean.annotate({ description: "Go on with what comes, until the run has ended" })
      )
    },
    success: streamOf(RunEvent),
    error: [RunNotFound]
  }).annotate(OpenApi.Summary, "Show what a run says, as it comes"),

  HttpApiEndpoint.post("cancel", "/:run/cancel", {
    params: run,
    payload: Schema.Struct({
      reason: Schema.optionalKey(Text(REASON_LENGTH_MAX).annotate({ description: "Why, for whoever looks at it" }))
    }),
    success: Run,
    error: [RunNotFound, RunStateConflict]
  }).annotate(OpenApi.Summary, "Cancel a run: at once while it waits, by asking its worker while it runs"),

  HttpApiEndpoint.post("retry", "/:run/retry", {
    params: run,
    success: Run,
    error: [RunNotFound, RunStateConflict]
  }).annotate(OpenApi.Summary, "Run a finished run once more")
).prefix("/runs")
