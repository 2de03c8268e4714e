import { InvalidInput } from "@genie/operation"
import { Effect, Option } from "effect"
import { DatabaseFlag } from "./DatabaseFlag.ts"

/** The PostgreSQL somebody named, or nothing: the embedded database of the data directory. */
export const chosenDatabase = Effect.gen(function* () {
  const flag = yield* DatabaseFlag
  // In a worker's command it is the address of the program that the command works on: GENIE_HOME or GENIE_SOCKET says
  // where Genie is.
  const isInRun = process.env.GENIE_RUN_ID !== undefined
  const database = Option.getOrElse(flag, () => (isInRun ? undefined : process.env.DATABASE_URL) || undefined)
  // The store takes a directory here too; a person who forgets the scheme must not get a new database of that name.
  if (database === undefined || /^[a-z][a-z0-9+.-]*:/i.test(database)) return database
  return yield* new InvalidInput({
    field: Option.isSome(flag) ? "--database" : "DATABASE_URL",
    reason: `"${database}" is no address of a database, such as postgres://user@host:5432/name. A data directory is named by GENIE_HOME.`
  })
})
