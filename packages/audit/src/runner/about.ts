import { Context, Effect } from "effect"
import type { EventSubject } from "../events/event.ts"

/** The thing the running operation has found, so that its refusal is recorded in the right log. */
export const OperationSubject = Context.Reference<{ found: EventSubject | undefined }>(
  "@genie/audit/OperationSubject",
  { defaultValue: () => ({ found: undefined }) }
)

/** Says which thing the running operation is about, as soon as that is known. */
export const about = (subject: EventSubject): Effect.Effect<void> =>
  Effect.map(OperationSubject, (operation) => {
    operation.found = subject
  })
