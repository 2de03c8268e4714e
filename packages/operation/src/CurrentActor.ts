import { Context } from "effect"

/** Who is asking. Every operation knows it; the transport, the command line or the program that opened Genie provides it. */
export interface Actor {
  /** Unique in the organization: `ana`, `build-bot`. */
  readonly handle: string
  readonly kind: "human" | "agent" | "service" | "team" | "system"
}

/** The actor on whose behalf an operation runs. */
export class CurrentActor extends Context.Service<CurrentActor, Actor>()("@genie/operation/CurrentActor") {}
