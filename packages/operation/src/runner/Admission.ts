import { Context, Effect } from "effect"
import type { CurrentActor } from "../CurrentActor.ts"
import type { AnyRefusal } from "../Refusal.ts"
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
 * Decides whether a caller may run an operation. The runner asks once per call: inside the transaction of a change, so
 * that a rolled-back change takes the introduction of a new actor along.
 *
 * The default admits every caller. `@genie/identity` provides the rules: a disabled actor is refused.
 */
export const Admission = Context.Reference<{
  readonly admit: (operation: RunningOperation) => Effect.Effect<void, AnyRefusal, CurrentActor>
}>("@genie/operation/Admission", { defaultValue: () => ({ admit: () => Effect.void }) })
