import { Effect, Option } from "effect"
import { DatabaseFlag } from "./DatabaseFlag.ts"

/**
 * The socket of the worker that this command was started by (`GENIE_SOCKET`), or nothing. It wins over `DATABASE_URL`,
 * which in a command is more likely that of the program it works on, and over `GENIE_HOME`; `--database` wins over it.
 */
export const chosenSocket = Effect.map(DatabaseFlag, (database) =>
  Option.isSome(database) ? undefined : process.env.GENIE_SOCKET || undefined
)
