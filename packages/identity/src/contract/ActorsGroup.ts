import { asArgument, operationGroup, Refusal, shellArgument } from "@genie/operation"
import {
  Actor,
  ActorKind,
  Handle,
  HEADING_LENGTH_MAX,
  IdCursor,
  Line,
  NAME_LENGTH_MAX,
  Page,
  PageLimit,
  Reference
} from "@genie/store/model"
import { Schema } from "effect"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as OpenApi from "effect/http-api/OpenApi"

/** The handle names nobody. */
export class ActorNotFound extends Refusal<ActorNotFound>()(
  "ActorNotFound",
  { status: 404, title: "No such actor" },
  { actor: Schema.String, nearest: Schema.NullOr(Schema.String) }
) {
  override get message() {
    return this.nearest === null
      ? `Nobody is called "${this.actor}". Introduce them first: genie actor create --kind agent ${shellArgument(this.actor)}`
      : `Nobody is called "${this.actor}". Did you mean "${this.nearest}"?`
  }
}

/** Handles are unique in the organization. */
export class ActorHandleTaken extends Refusal<ActorHandleTaken>()(
  "ActorHandleTaken",
  { status: 409, title: "Handle taken" },
  { handle: Schema.String }
) {
  override get message() {
    return `Somebody is already called "${this.handle}".`
  }
}

const actor = { actor: Reference.annotate({ description: "Handle: ana, engineer-1" }) }

/** Everything that can be asked of those who act. */
export const ActorsGroup = operationGroup(
  "actors",
  HttpApiEndpoint.post("create", "/", {
    payload: Schema.Struct({
      handle: asArgument(Handle).annotate({
        description: "What is typed and shown: ana, engineer-1"
      }),
      kind: ActorKind.annotate({ description: "human, agent, service or team" }),
      name: Schema.optionalKey(Line(NAME_LENGTH_MAX).annotate({ description: "What people call it" })),
      externalType: Schema.optionalKey(
        Line(HEADING_LENGTH_MAX).annotate({
          description: "Where it is known under another id: local, genie_os_user, omni_agent, …"
        })
      ),
      externalId: Schema.optionalKey(Line(NAME_LENGTH_MAX).annotate({ description: "Its id there" }))
    }),
    success: Actor,
    error: [ActorHandleTaken]
  }).annotate(OpenApi.Summary, "Introduce somebody who acts"),

  HttpApiEndpoint.get("list", "/", {
    query: {
      kind: Schema.optionalKey(ActorKind.annotate({ description: "Only actors of this kind" })),
      limit: Schema.optionalKey(PageLimit),
      cursor: Schema.optionalKey(IdCursor)
    },
    success: Page(Actor)
  }).annotate(OpenApi.Summary, "List people and agents, by handle"),

  HttpApiEndpoint.get("show", "/:actor", {
    params: actor,
    success: Actor,
    error: [ActorNotFound]
  }).annotate(OpenApi.Summary, "Show somebody"),

  HttpApiEndpoint.post("disable", "/:actor/disable", {
    params: actor,
    success: Actor,
    error: [ActorNotFound]
  }).annotate(OpenApi.Summary, "Disable somebody: the history keeps them, and they may not act"),

  HttpApiEndpoint.post("enable", "/:actor/enable", {
    params: actor,
    success: Actor,
    error: [ActorNotFound]
  }).annotate(OpenApi.Summary, "Let somebody act again")
).prefix("/actors")
