// Settings on which an acknowledged commit depends. PostgreSQL lets a superuser change them in a dozen ways, and everybody is
// one here, so no text of a statement could tell. They are made settings that PostgreSQL itself lets nobody change, like
// `server_version`: every way to set them asks the same record of the same table.
import type { Durability } from "../driver/PgliteOptions.ts"
import type { Session } from "./Session.ts"
import type { WasmPostgres } from "./WasmPostgres.ts"

/** Settings without which a commit would not survive the end of this process, or a damaged page would be read. */
const always: Readonly<Record<string, string>> = {
  // Off, a commit stays in the engine's own memory after it is acknowledged.
  synchronous_commit: "on",
  full_page_writes: "on",
  // There are no standbys: a commit would wait for one for ever.
  synchronous_standby_names: "",
  // On, a damaged page is emptied, or taken for a good one.
  zero_damaged_pages: "off",
  ignore_checksum_failure: "off",
  ignore_invalid_pages: "off",
  ignore_system_indexes: "off",
  // Both threads write and read the protocol as UTF-8.
  client_encoding: "UTF8"
}

/** Settings that a commit needs to survive a power cut. PGlite merely pretends to have the other ways to sync the log. */
const onDisk: Readonly<Record<string, string>> = { fsync: "on", wal_sync_method: "fsync" }

const heldAt = (durability: Durability): Readonly<Record<string, string>> =>
  durability === "power-loss" ? { ...always, ...onDisk } : always

/** Parameters of a start that win over `postgresql.auto.conf`, which somebody may have written. */
export const heldParams = (durability: Durability): Array<string> =>
  Object.entries(heldAt(durability)).flatMap(([name, value]) => ["-c", `${name}=${value}`])

/** Holds the settings, and throws where one has another value all the same: nothing may be acknowledged then. */
export const holdSettings = (postgres: WasmPostgres, session: Session, durability: Durability): void => {
  // A default of the role or of the database wins over the parameters of a start.
  for (const name of settable) session.exec(`set ${name} to '${always[name]}'`)
  for (const name of [...Object.keys(always), ...Object.keys(onDisk)]) postgres.holdSetting(name)

  const expected = heldAt(durability)
  for (const { context, name, setting } of session.exec("select name, setting, context from pg_catalog.pg_settings")) {
    const value = expected[name ?? ""]
    if (value === undefined) continue
    if (setting !== value || context !== "internal")
      throw new Error(`"${name}" is "${setting}" and must be "${value}": an acknowledged commit could be lost.`)
  }
}

/** Those of them that a session can set. */
const settable = ["synchronous_commit", "zero_damaged_pages", "ignore_checksum_failure", "client_encoding"]
