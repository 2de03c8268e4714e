// The embedded database alone: PostgreSQL in this process, durable, for any program. Nothing of Genie is loaded with it, and
// no Kysely: that takes a third of the time in which a directory is opened.
export { type Parser, parsers } from "./database/parsers.ts"
export {
  DirectoryInUse,
  EngineRestarted,
  EngineUnavailable,
  PgliteError,
  StatementTimedOut,
  UnknownOutcome,
  WaitedTooLong
} from "./pglite/errors.ts"
export { type OpenPgliteOptions, openPglite } from "./pglite/openPglite.ts"
export { Pglite } from "./pglite/Pglite.ts"
export type { PgliteHealth } from "./pglite/PgliteHealth.ts"
export {
  ABORT_GRACE_MS,
  CRASH_WINDOW_MS,
  CRASHES_MAX,
  type Durability,
  JSON_DEPTH_MAX,
  PARAMETERS_BYTES_MAX,
  PARAMETERS_MAX,
  type PgliteOptions,
  PREPARED_STATEMENTS_MAX,
  RESULT_BYTES_MAX,
  STATEMENT_LENGTH_MAX,
  STATEMENT_TIMEOUT_MS,
  TURN_WAIT_MS
} from "./pglite/PgliteOptions.ts"
export type { PgliteSession } from "./pglite/PgliteSession.ts"
export { WedgingSetting } from "./pglite/Statement.ts"
export type { Result } from "./pglite/wire/readAnswer.ts"
