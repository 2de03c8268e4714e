import { Context, Effect, Layer } from "effect"
import type { AdmittedActor } from "../CurrentActor.ts"
import { CurrentCaller } from "../CurrentCaller.ts"
import { ActorKindMissing, type SharedRefusal } from "../refusals.ts"
import type { PermissionName } from "./Permission.ts"

/** The operation that is about to run. */
export interface RunningOperation {
  /** Its group in the contract: `tasks`. */
  readonly group: string
  /** Its name in the group: `move`. */
  readonly name: string
  /** The name of its span, in errors too: `Tasks.move`. */
  readonly span: string
  readonly permission: PermissionName
}

/**
 * Decides which actor a caller is, and whether it may run an operation. The runner asks once per call: inside the
 * transaction of a change, so that a rolled-back change takes the introduction of a new actor along.
 *
 * `@genie/identity` has the rules: a disabled actor is refused, and so is a kind that contradicts the known actor.
 */
export class Admission extends Context.Service<
  Admission,
  {
    readonly admit: (
      operation: Pick<RunningOperation, "group" | "name" | "permission">
    ) => Effect.Effect<AdmittedActor, SharedRefusal, CurrentCaller>
  }
>()("@genie/operation/Admission") {
  /** Admits every caller that says its kind: for a program that keeps no actors. */
  static readonly open: Layer.Layer<Admission> = Layer.succeed(Admission, {
    admit: () =>
      Effect.flatMap(CurrentCaller, ({ actor: { handle, kind } }) =>
        kind === undefined ? Effect.fail(new ActorKindMissing({ actor: handle })) : Effect.succeed({ handle, kind })
      )
  })
}
