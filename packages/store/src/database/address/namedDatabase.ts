// Text that somebody wrote where a database is named. An address that was spelled wrongly must never become a directory: its
// password would be the name of it. No sentence here repeats the text, for where it is not understood a password could be
// anywhere in it.
import { misspelling, unlikelyDirectory as unlikely } from "@genie/pglite/directory"
import { genie } from "../owner/genie.ts"

/** Which database a text names, or why it names none. */
export type NamedDatabase =
  | { readonly kind: "postgres"; readonly address: string }
  | { readonly kind: "memory" }
  | { readonly kind: "directory"; readonly path: string }
  | { readonly kind: "refused"; readonly reason: string }

/** An address of PostgreSQL, `memory:`, or the path of a data directory. White space at the end is that of a file. */
export const namedDatabase = (written: string): NamedDatabase => {
  const text = written.trimEnd()
  if (text === "memory:") return { kind: "memory" }
  const reason = misspelling(text)
  if (reason !== undefined) return { kind: "refused", reason }
  if (/^postgres(ql)?:\/\//i.test(text)) return { kind: "postgres", address: text }
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase()
  if (scheme !== undefined) return { kind: "refused", reason: ofScheme(scheme, text) }
  const isNone = unlikelyDirectory(text)
  return isNone === undefined ? { kind: "directory", path: text } : { kind: "refused", reason: isNone }
}

/** Why this is not taken for the path of a data directory, if there is a reason. */
export const unlikelyDirectory = (text: string): string | undefined => unlikely(text, genie)

const ofScheme = (scheme: string, text: string): string => {
  if (scheme === "postgres" || scheme === "postgresql") return "Two slashes are missing behind the colon."
  if (scheme.startsWith("postgres") || (scheme === "jdbc" && /^jdbc:postgres/i.test(text)))
    return "It is written for another library. Begin it with postgresql://."
  return knownOthers.has(scheme)
    ? `"${scheme}:" is not a kind of database that Genie knows.`
    : "It begins like an address, of a kind of database that Genie does not know."
}

/** Schemes that may be said aloud. Any other word before a colon could be a user, or a password. */
const knownOthers = new Set([
  "mysql",
  "mariadb",
  "sqlite",
  "file",
  "http",
  "https",
  "mongodb",
  "redis",
  "mssql",
  "jdbc"
])
