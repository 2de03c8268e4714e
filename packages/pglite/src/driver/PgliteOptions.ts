import type { Parser } from "../values/parsers.ts"

/** The end that an acknowledged change survives: a power cut, or only the death of the process. */
export type Durability = "power-loss" | "process-crash"

/** How the embedded database is opened. */
export interface PgliteOptions {
  /** The engine's own directory (what PostgreSQL calls PGDATA), which nobody else has open. Absent: in memory. */
  readonly directory?: string | undefined
  /** A tar archive of a directory, as `dump` makes it, to start a database in memory from. It may be compressed with zstd. */
  readonly template?: Uint8Array | undefined
  /** Default: `power-loss`. */
  readonly durability?: Durability | undefined
  /** How long a statement may run before the engine is stopped and recovered. 0: as long as it likes. Default: 60,000. */
  readonly statementTimeoutMs?: number | undefined
  /** How long a statement waits for the end of somebody else's transaction. Default: 60,000. */
  readonly turnWaitMs?: number | undefined
  /** How the text of a column becomes a value, by the object identifier of its type. Default: `parsers` of this package. */
  readonly parsers?: Readonly<Record<number, Parser>> | undefined
  /** Extensions of PGlite to load, by the name of their export: `{ amcheck: "@electric-sql/pglite/contrib/amcheck" }`. */
  readonly extensions?: Readonly<Record<string, string>> | undefined
  /** Whether it checkpoints and vacuums by itself. Default: true with a directory. */
  readonly maintenance?: boolean | undefined
}

/** A statement may not run for longer. */
export const STATEMENT_TIMEOUT_MS = 60_000

/** All parameters of one statement together: what is larger belongs into a file. */
export const PARAMETERS_BYTES_MAX = 64 * 1024 * 1024

/** How many a statement may have: its messages count them in sixteen bits. */
export const PARAMETERS_MAX = 65_535

/** The text of one statement. The driver keeps the texts of the statements that are prepared. */
export const STATEMENT_LENGTH_MAX = 1024 * 1024

/** The answer to one statement: what is larger is read in pages. */
export const RESULT_BYTES_MAX = 256 * 1024 * 1024

/** How deep a JSON parameter may be nested: near 8,000 levels the engine's stack overflows without an error. */
export const JSON_DEPTH_MAX = 64

/** How many statements stay prepared. The one that was not used for longest makes room. */
export const PREPARED_STATEMENTS_MAX = 500

/** A statement waits no longer for the end of somebody else's transaction. A caller that waits for its own would wait for ever. */
export const TURN_WAIT_MS = 60_000

/** A statement whose caller has gone may run on for so long before the engine is stopped for it. */
export const ABORT_GRACE_MS = 1_000

/** An engine that crashed this often within `CRASH_WINDOW_MS` is not started again before the window has passed. */
export const CRASHES_MAX = 10
export const CRASH_WINDOW_MS = 10 * 60_000
