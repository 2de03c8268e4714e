// A receipt is what a client keeps of a change: with it in hand, the log cannot lose the entry unseen. Bodies of
// answers stay as their contract says, so receipts travel beside them: in a header, or through this hook.
import { Context } from "effect"

/** Where a change stands in the log, and its seal. */
export interface Receipt {
  readonly log: string
  readonly seq: number
  readonly rowHmac: string
}

/**
 * Where the receipts of the running operation are put once they are committed. Absent: nobody wants them.
 *
 * Inside a host's own transaction there are none: only the host learns of its commit.
 *
 * @example
 * ```ts
 * const receipts: Array<Receipt> = []
 * yield* tasks.create(input).pipe(Effect.provideService(Receipts, receipts))
 * ```
 */
export const Receipts = Context.Reference<Array<Receipt> | undefined>("@genie/audit/Receipts", {
  defaultValue: () => undefined
})
