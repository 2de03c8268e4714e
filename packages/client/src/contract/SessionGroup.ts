import { type Actor, operationGroup, Refusal } from "@genie/operation"
import { Reference } from "@genie/store/model"
import { Schema } from "effect"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as OpenApi from "effect/http-api/OpenApi"
import { Authorization } from "./Authorization.ts"

/** The code of a link opens nothing. */
export class SignInRefused extends Refusal<SignInRefused>()(
  "SignInRefused",
  { status: 403, title: "Not signed in" },
  { because: Schema.Literals(["unknown", "used", "expired", "stranger", "elsewhere"]) }
) {
  override get message() {
    return `${sentences[this.because]} Get another with: genie open`
  }
}

const sentences: Record<SignInRefused["because"], string> = {
  unknown: "This link does not belong to the Genie that runs here.",
  used: "This link has been used, and it works once.",
  expired: "This link is too old.",
  stranger: "This link belongs to another user of this machine.",
  elsewhere: "This link belongs to another address than this page, and only a page of that address can use it."
}

/** What anybody can be. */
const ActorKind = Schema.Literals(["human", "agent", "service", "team", "system"]) satisfies Schema.Schema<
  Actor["kind"]
>

/** Who is signed in. */
export class SignedIn extends Schema.Class<SignedIn>("SignedIn")({
  handle: Schema.String,
  kind: ActorKind,
  /** When it ends if nothing is asked until then; null for who needs no session. */
  expiresAt: Schema.NullOr(Schema.Date)
}) {}

/** A session that has just begun. Its other half is a cookie that the page cannot read. */
export class NewSession extends Schema.Class<NewSession>("NewSession")({
  ...SignedIn.fields,
  /** What the page sends with every request, as `Genie-Page`. */
  key: Schema.String
}) {}

/** How a page in a browser says who is at it. */
export const SessionGroup = operationGroup(
  "session",
  HttpApiEndpoint.post("signIn", "/session", {
    payload: Schema.Struct({
      code: Reference.annotate({ description: "The code of a link that genie open made" })
    }),
    success: NewSession,
    error: [SignInRefused]
  }).annotate(OpenApi.Summary, "Turn the code of a link into a session"),
  HttpApiEndpoint.get("show", "/session", { success: SignedIn })
    .middleware(Authorization)
    .annotate(OpenApi.Summary, "Say who is signed in"),
  HttpApiEndpoint.delete("signOut", "/session", { success: HttpApiSchema.NoContent })
    .middleware(Authorization)
    .annotate(OpenApi.Summary, "End the session")
)
