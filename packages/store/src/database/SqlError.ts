// What a statement can fail with, the same on every engine. Repositories let it pass; services name the constraint
// they expect and let the rest be a defect.
import { type NodeInspect, nodeInspect, printedAsError } from "@genie/operation"
import { Data, Effect } from "effect"

/** What the database's SQLSTATE means to us. */
export type SqlErrorReason =
  | "UniqueViolation"
  | "ForeignKeyViolation"
  | "CheckViolation"
  | "NotNullViolation"
  | "ExclusionViolation"
  | "ConstraintViolation"
  | "SerializationError"
  | "DeadlockError"
  | "LockTimeout"
  | "StatementTimeout"
  | "TransactionAborted"
  | "ReadOnly"
  | "DataError"
  | "SyntaxError"
  | "PermissionDenied"
  | "AuthenticationError"
  | "ConnectionError"
  /** No connection of the pool became free in time. */
  | "ConnectionsBusy"
  /** The answer to a commit was lost: the transaction may have happened. */
  | "CommitUnanswered"
  | "OutOfResources"
  | "StalePlan"
  | "UnknownError"

/** A statement failed. `reason` says how, `constraint` which named rule refused it. */
export class SqlError extends Data.TaggedError("SqlError")<{
  readonly reason: SqlErrorReason
  readonly message: string
  /** The server's five-character code, when the server answered. */
  readonly sqlState?: string | undefined
  readonly constraint?: string | undefined
  /** Who the connection is to the server, where a right is missing. */
  readonly role?: string | undefined
  readonly cause: unknown
}> {
  /** Whether the same transaction, run again from its start, may well succeed. */
  get isRetryable(): boolean {
    return retryable.has(this.reason)
  }

  /** Whether the database refused what it was given: the same data fails again, other data may not. */
  get isAboutData(): boolean {
    return aboutData.has(this.reason) || (this.reason === "UnknownError" && this.sqlState !== undefined)
  }

  [nodeInspect](_depth: number, options: object, inspect: NodeInspect): string {
    return printedAsError(this, options, inspect)
  }
}

/**
 * Turns the violation of one named constraint into a refusal, and leaves every other failure alone.
 *
 * @example
 * ```ts
 * schedules.insert(row).pipe(catchConstraint("schedules_name_unique", () => new ScheduleNameTaken({ name })))
 * ```
 */
export const catchConstraint =
  <A2, E2, R2>(constraint: string, refuse: (error: SqlError) => Effect.Effect<A2, E2, R2>) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A | A2, E | E2, R | R2> =>
    Effect.catch(
      effect,
      (error): Effect.Effect<A2, E | E2, R2> =>
        error instanceof SqlError && error.constraint === constraint ? refuse(error) : Effect.fail(error)
    )

// A stale plan belongs here: another process has migrated, and the next attempt plans the statement anew.
const retryable: ReadonlySet<SqlErrorReason> = new Set(["SerializationError", "DeadlockError", "StalePlan"])

const aboutData: ReadonlySet<SqlErrorReason> = new Set([
  "DataError",
  "UniqueViolation",
  "ForeignKeyViolation",
  "CheckViolation",
  "NotNullViolation",
  "ExclusionViolation",
  "ConstraintViolation"
])
