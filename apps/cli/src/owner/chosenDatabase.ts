import { InvalidInput } from "@genie/operation"
import { DatabaseUrlInvalid, namedDatabase, secretFrom } from "@genie/store/owner"
import { Effect, Option } from "effect"
import { DatabaseFlag } from "./DatabaseFlag.ts"

/** The PostgreSQL somebody named, or nothing: the embedded database of the data directory. */
export const chosenDatabase = Effect.gen(function* () {
  const flag = yield* DatabaseFlag
  // In a worker's command it is the address of the program that the command works on: GENIE_HOME or GENIE_SOCKET says
  // where Genie is.
  const isInRun = process.env.GENIE_RUN_ID !== undefined
  const database = Option.getOrElse(flag, () => (isInRun ? undefined : secretFrom(process.env, "DATABASE_URL")))
  if (database === undefined) return undefined
  const named = namedDatabase(database)
  if (named.kind === "postgres") return named.address
  if (named.kind === "memory") return database
  if (named.kind === "refused") return yield* new DatabaseUrlInvalid({ reason: named.reason })
  // The store takes a directory here too; a person who forgets the scheme must not get a new database of that name.
  return yield* new InvalidInput({
    field: Option.isSome(flag) ? "--database" : "DATABASE_URL",
    reason:
      "This is no address of a database, such as postgres://user@host:5432/name. A data directory is named by GENIE_HOME."
  })
})
