import { Context } from "effect"
import type { ActorKind } from "./CurrentCaller.ts"

/** An actor whose kind is known. */
export interface Actor {
  /** Unique in the organization: `ana`, `build-bot`. */
  readonly handle: string
  readonly kind: ActorKind
}

/** An actor that was let in. */
export interface AdmittedActor extends Actor {
  /** Absent for Genie itself, and for a reader who has never changed anything. */
  readonly id?: string | undefined
}

/** The actor on whose behalf an operation runs, once `Admission` has let it in. Operations act as this one. */
export class CurrentActor extends Context.Service<CurrentActor, AdmittedActor>()("@genie/operation/CurrentActor") {}
