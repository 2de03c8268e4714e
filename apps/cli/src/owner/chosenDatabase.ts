import { Effect, Option } from "effect"
import { DatabaseFlag } from "./DatabaseFlag.ts"

/** The PostgreSQL somebody named, or nothing: the embedded database. */
export const chosenDatabase = Effect.map(DatabaseFlag, (flag) =>
  Option.getOrElse(flag, () => process.env.DATABASE_URL || undefined)
)
