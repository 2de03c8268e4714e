import { Context } from "effect"

/** The kinds of actors. Gates ask for one; `system` is Genie itself, and no caller says it. */
export type ActorKind = "human" | "agent" | "service" | "team" | "system"

/** An actor as its caller names it. A handle alone says no kind: it means the actor that is known by it. */
export interface NamedActor {
  /** Unique in the organization: `ana`, `build-bot`. */
  readonly handle: string
  readonly kind?: ActorKind | undefined
}

/** The way by which an operation was asked for. */
export type Via = "library" | "cli" | "http" | "page" | "worker" | "daemon"

/** A call, as its door was told of it and before anything of it was checked. */
export interface Caller {
  /** Name of the organization. Absent: the default one. */
  readonly organization?: string | undefined
  readonly actor: NamedActor
  readonly via: Via
}

/** The caller of an operation. The door provides it: the transport, the command line, the program that opened Genie. */
export class CurrentCaller extends Context.Service<CurrentCaller, Caller>()("@genie/operation/CurrentCaller") {}
