import { asArgument, operationGroup, Refusal } from "@genie/operation"
import { Newcomer, OwnerKind } from "@genie/store/owner"
import { Schema } from "effect"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as OpenApi from "effect/http-api/OpenApi"
import { SystemStatus } from "./SystemStatus.ts"

/** The owner keeps what it has: it was started on purpose, or who asks could do nothing with it. */
export class OwnerStays extends Refusal<OwnerStays>()(
  "OwnerStays",
  { status: 409, title: "The owner stays" },
  { kind: OwnerKind, pid: Schema.Number, directory: Schema.String }
) {
  override get message() {
    return `${this.directory} stays with process ${this.pid} (${who[this.kind]}).`
  }
}

const who: Record<OwnerKind, string> = {
  background: "started in the background, by a version that is not older",
  up: "genie up",
  program: "a program that opened Genie itself: end it there"
}

/** Who leaves, so that the one who asked knows whose end to wait for. */
export const Leaving = Schema.Struct({ pid: Schema.Number })
export type Leaving = typeof Leaving.Type

/** Nobody here can show the page, or not to whoever asks. */
export class PageNotServed extends Refusal<PageNotServed>()(
  "PageNotServed",
  { status: 409, title: "No page to open" },
  { reason: Schema.String }
) {
  override get message() {
    return this.reason
  }
}

/** A link that signs in whoever opens it first. */
export class PageLink extends Schema.Class<PageLink>("PageLink")({
  /** The address, with the code in its fragment: a browser sends that to nobody. */
  url: Schema.String,
  expiresAt: Schema.Date,
  /** The port that the page had until now, when somebody else has it: bookmarks lead there. */
  portBefore: Schema.optionalKey(Schema.Int)
}) {}

/** A place on the page: a path and nothing that could lead to another server. */
const PagePath = Schema.String.check(
  Schema.isPattern(/^\/(?![/\\])[^\s#\\\p{Cc}]{0,1999}$/u, {
    message: "A path on the page begins with one slash and has no spaces and no #, such as /app."
  })
)

/** What can be asked of the process itself. */
export const SystemGroup = operationGroup(
  "system",
  HttpApiEndpoint.get("status", "/status", { success: SystemStatus }).annotate(
    OpenApi.Summary,
    "Say what is running, where its data is and how much it has to do"
  ),
  HttpApiEndpoint.post("open", "/open", {
    payload: Schema.Struct({
      path: Schema.optionalKey(asArgument(PagePath.annotate({ description: "Where on the page, such as /app" }))),
      loopback: Schema.optionalKey(
        Schema.Boolean.annotate({ description: "At 127.0.0.1, for a browser that does not find names under localhost" })
      )
    }),
    success: PageLink,
    error: [PageNotServed]
  }).annotate(OpenApi.Summary, "Make a link that opens the page signed in, once and within a minute"),
  HttpApiEndpoint.post("yield", "/yield", { payload: Newcomer, success: Leaving, error: [OwnerStays] }).annotate(
    OpenApi.Summary,
    "Ask a background owner to finish what it does and make room"
  ),
  HttpApiEndpoint.post("stop", "/stop", { success: Leaving, error: [OwnerStays] }).annotate(
    OpenApi.Summary,
    "Ask the owner to finish what it does and stop"
  )
)
