import type { Kysely } from "kysely"
import type { BegunTransaction, TransactionOptions } from "./engines/Engine.ts"
import type { Tables } from "./Tables.generated.ts"

/** Opens a transaction on a Kysely. */
export const beginOn = async (
  kysely: Kysely<Tables>,
  { isolation, readOnly }: TransactionOptions
): Promise<BegunTransaction> => {
  const builder = kysely.startTransaction()
  const isolated = isolation === undefined ? builder : builder.setIsolationLevel(isolation)
  const transaction = await (readOnly === undefined
    ? isolated
    : isolated.setAccessMode(readOnly ? "read only" : "read write")
  ).execute()
  const rollback = () => transaction.rollback().execute()
  return {
    kysely: transaction,
    rollback,
    commit: async () => {
      try {
        await transaction.commit().execute()
      } catch (error) {
        // It has rolled back, but keeps its connection until it is told so.
        await rollback().catch(() => {})
        throw error
      }
    }
  }
}
