import * as Flag from "effect/cli/Flag"
import * as GlobalFlag from "effect/cli/GlobalFlag"

/** `--database`, which every command takes and which wins over `DATABASE_URL`. */
export const DatabaseFlag = GlobalFlag.Setting("database")({
  flag: Flag.String("database").pipe(
    Flag.withMetavar("url"),
    Flag.withDescription("PostgreSQL to work on, instead of DATABASE_URL or the embedded database"),
    Flag.optional
  )
})
