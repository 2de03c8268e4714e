// The embedded database alone: PostgreSQL in this process, durable, for any program. Nothing of Genie is loaded with it, and
// no Kysely: that takes a third of the time in which a directory is opened.

export {
  DirectoryInUse,
  EngineRestarted,
  EngineUnavailable,
  PgliteError,
  StatementTimedOut,
  UnknownOutcome,
  WaitedTooLong
} from "./driver/errors.ts"
export { Pglite } from "./driver/Pglite.ts"
export type { PgliteHealth } from "./driver/PgliteHealth.ts"
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
} from "./driver/PgliteOptions.ts"
export type { PgliteSession } from "./driver/PgliteSession.ts"
export { WedgingSetting } from "./driver/Statement.ts"
export { type OpenPgliteOptions, openPglite } from "./openPglite.ts"
export { type Parser, parsers } from "./values/parsers.ts"
export type { Result } from "./wire/readAnswer.ts"
