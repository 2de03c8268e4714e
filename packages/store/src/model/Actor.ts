import { Schema } from "effect"
import { Uuid } from "./Uuid.ts"

export const ActorId = Uuid.pipe(Schema.brand("ActorId"))
export type ActorId = typeof ActorId.Type

/** What somebody who acts is. Gates ask for it. */
export const ActorKind = Schema.Literals(["human", "agent", "service", "team", "system"])
export type ActorKind = typeof ActorKind.Type

/** Anybody who can act: a person, an agent, a program, a team. */
export class Actor extends Schema.Class<Actor>("Actor")({
  id: ActorId,
  /** What is typed and shown: `ana`, `engineer-1`. Unique in the organization. */
  handle: Schema.String,
  kind: ActorKind,
  name: Schema.String,
  /** Where it is known under another id: `local`, `genie_os_user`, `omni_agent`, or a name of your own. */
  externalType: Schema.NullOr(Schema.String),
  externalId: Schema.NullOr(Schema.String),
  /** Since when it may not act; null when it may. Actors are never deleted. */
  disabledAt: Schema.NullOr(Schema.Date),
  createdAt: Schema.Date
}) {}
