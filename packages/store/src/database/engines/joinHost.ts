import { Effect } from "effect"
import type { Kysely } from "kysely"
import { genieSchema } from "../genieSchema.ts"
import type { SqlError } from "../SqlError.ts"
import type { Tables } from "../Tables.generated.ts"

/** A host's transaction, with its plugins left out and ours put on. */
export const joinHost = (transaction: Kysely<any>): Effect.Effect<Kysely<Tables>, SqlError> =>
  Effect.succeed(genieSchema(transaction))
