// Text that somebody wrote where a database is named. An address that was spelled wrongly must never become a directory: its
// password would be the name of it. No sentence here repeats the text, for where it is not understood a password could be
// anywhere in it.

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
  const unlikely = unlikelyPath(text)
  return unlikely === undefined ? { kind: "directory", path: text } : { kind: "refused", reason: unlikely }
}

/** Why this is not taken for the path of a data directory, if there is a reason. */
export const unlikelyDirectory = (text: string): string | undefined =>
  misspelling(text) ?? (/^[a-z][a-z0-9+.-]*:/i.test(text) ? isAnAddress : unlikelyPath(text))

const misspelling = (text: string): string | undefined => {
  if (/^["'`\u2018-\u201f]|["'`\u2018-\u201f]$/.test(text))
    return "It is written in quotes, which a shell takes away and most other programs do not. Write it without them."
  if (/^[\s\p{Cf}\p{Cc}]/u.test(text))
    return "It begins with white space or with a character that cannot be seen. Write it again without."
  if (/\p{Cc}/u.test(text)) return "It has a line break or another control character in it. Write it in one line."
  return undefined
}

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

const isAnAddress =
  "It looks like an address and not like a directory. Name a PostgreSQL with DATABASE_URL or --database."

const unlikelyPath = (text: string): string | undefined => {
  if (text.includes("://")) return isAnAddress
  if (keyValue.test(text))
    return "It is written as key=value. Write it as an address: postgres://user:password@host:5432/name."
  if (/^~[^/]/.test(text)) return "The home of another user is not looked up. Write the whole path."
  // `./data@home` is a directory, also with what else is in an address.
  return /^[./~]/.test(text) || !/[@:]|%(40|3a|2f)/i.test(text) ? undefined : isAnAddress
}

const keyValue =
  /(^|\s)(host|hostaddr|port|user|password|passfile|dbname|database|service|sslmode|application_name)\s*=/i
