import { Schema } from "effect"

/** What an integer column of PostgreSQL holds. */
const INT4_MAX = 2 ** 31 - 1

/** The exit code of a process, as an input. */
export const ExitCode = Schema.Int.check(Schema.isBetween({ minimum: -INT4_MAX - 1, maximum: INT4_MAX }))
