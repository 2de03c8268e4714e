import {
  asArgument,
  InvalidInput,
  NotServed,
  type Operations,
  operationGroup,
  Unauthorized,
  Unavailable,
  UnknownOutcome,
  VersionMismatch
} from "@genie/operation"
import { Permission } from "@genie/operation/runner"
import { AuditEvent, IdCursor, Page, PageLimit, Reference, Text } from "@genie/store/model"
import { Context, Schema } from "effect"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as OpenApi from "effect/http-api/OpenApi"
import { AuditEventNotFound, AuditLogNotFound, CursorGone } from "./refusals.ts"
import { VerifyReport } from "./VerifyReport.ts"

/** How long a cursor of the feed may be: it has 32 characters for each log, which is one for each project. */
export const FEED_CURSOR_LENGTH_MAX = 1_000_000

/** The cursor that follows a feed from the first entry of every log. */
export const FEED_START = "start"

/** An entry of the feed. `id` is the cursor after it, and the `id:` of a server-sent event, so browsers resume by themselves. */
export const FeedItem = Schema.Struct({
  id: Schema.String,
  event: Schema.Literal("audit"),
  data: Schema.fromJsonString(Schema.toCodecJson(AuditEvent))
})
export type FeedItem = typeof FeedItem.Type

/** Everything that can be asked of the audit log. Writing it is no operation: what happens is recorded by itself. */
export const AuditGroup = operationGroup(
  "audit",
  HttpApiEndpoint.post("verify", "/verify", {
    payload: Schema.Struct({
      log: Schema.optionalKey(
        asArgument(Reference).annotate({ description: "Only this log: its id, or the key of its project" })
      )
    }),
    success: VerifyReport,
    error: [AuditLogNotFound]
  })
    .annotate(
      OpenApi.Summary,
      "Verify the audit logs and name the first edited entry; an earlier state put back is not found"
    )
    // A log that was edited takes no entry, not even that of the actor who found it out.
    .annotate(Permission, "read"),

  HttpApiEndpoint.get("list", "/", {
    query: {
      targetType: Schema.optionalKey(
        Reference.annotate({ description: "Only what was done to things of this kind: schedule" })
      ),
      targetId: Schema.optionalKey(Reference.annotate({ description: "Only what was done to the thing with this id" })),
      action: Schema.optionalKey(Reference.annotate({ description: "Only this action: schedule.created" })),
      actor: Schema.optionalKey(Reference.annotate({ description: "Only what this actor did: a handle" })),
      limit: Schema.optionalKey(PageLimit),
      cursor: Schema.optionalKey(IdCursor)
    },
    success: Page(AuditEvent)
  }).annotate(OpenApi.Summary, "List what happened, newest first"),

  HttpApiEndpoint.get("position", "/position", {
    success: Schema.Struct({ cursor: Schema.String })
  }).annotate(
    OpenApi.Summary,
    "Say where the feed is now: read it, load what you follow, then follow the feed after it"
  ),

  HttpApiEndpoint.get("feed", "/feed", {
    query: {
      after: Schema.optionalKey(
        Text(FEED_CURSOR_LENGTH_MAX).annotate({
          description: `Continue after this cursor; "${FEED_START}": from the first entry. Only what is new when not said`
        })
      )
    },
    success: HttpApiSchema.StreamSse({
      events: FeedItem,
      error: Schema.Union([
        CursorGone,
        InvalidInput,
        Unauthorized,
        VersionMismatch,
        NotServed,
        Unavailable,
        UnknownOutcome
      ])
    }),
    error: [CursorGone]
  }).annotate(OpenApi.Summary, "Follow what happens"),

  HttpApiEndpoint.get("show", "/:event", {
    params: { event: Reference.annotate({ description: "Id of the audit event" }) },
    success: AuditEvent,
    error: [AuditEventNotFound]
  }).annotate(OpenApi.Summary, "Show one audit event with all of its details")
).prefix("/audit")

export interface AuditOperations extends Operations<typeof AuditGroup> {}

/** The audit log, as it is read and verified. Services that record something use `Audit`. */
export class AuditLog extends Context.Service<AuditLog, AuditOperations>()("@genie/audit/AuditLog") {}
