// The one place where a database that fails becomes an answer. What went wrong out there (a lost connection, a full disk,
// a server that is being restarted) is nobody's bug: the caller is told in a sentence, and whether it was done. Every
// other failure of a statement is a bug and stays a defect.
import { Unavailable, UnknownOutcome } from "@genie/operation"
import { Effect, Option } from "effect"
import { CONNECTIONS_MAX } from "./connectionsMax.ts"
import { missingGrant } from "./missingGrant.ts"
import { SqlError, type SqlErrorReason } from "./SqlError.ts"
import { Transaction } from "./Transaction.ts"

/**
 * Ends an operation on the database: its failures become `Unavailable` when nothing was done, `UnknownOutcome` when the
 * answer to a commit was lost, and defects when they are bugs.
 *
 * @example
 * ```ts
 * show: Effect.fn("Runs.show")(({ run }) => find(run), orUnavailable)
 * ```
 */
export const orUnavailable = <A, E, R>(
  operation: Effect.Effect<A, E, R>
): Effect.Effect<A, Exclude<E, SqlError> | Unavailable | UnknownOutcome, R> =>
  Effect.catch(
    operation,
    (error): Effect.Effect<never, Exclude<E, SqlError> | Unavailable | UnknownOutcome> =>
      error instanceof SqlError ? toUnavailable(error) : Effect.fail(error as Exclude<E, SqlError>)
  )

/** What a failed statement is to somebody who has never heard of statements: for streams and layers. */
export const toUnavailable = (error: SqlError): Effect.Effect<never, Unavailable | UnknownOutcome> =>
  Effect.gen(function* () {
    // Whoever opened the transaction around this one repeats it, and finds the failure by its class.
    if (error.isRetryable && Option.isSome(yield* Effect.serviceOption(Transaction))) return yield* Effect.die(error)
    if (error.reason === "CommitUnanswered") {
      const span = Option.getOrUndefined(yield* Effect.option(Effect.currentSpan))
      return yield* new UnknownOutcome({
        operation: span?.name ?? "The change",
        reason: "the connection to the database was lost."
      })
    }
    const reason = reasons[error.reason]
    return reason === undefined ? yield* Effect.die(error) : yield* new Unavailable({ reason: reason(error) })
  })

const reasons: { readonly [K in SqlErrorReason]?: (error: SqlError) => string } = {
  ConnectionError: ({ message }) =>
    `The connection to the database was lost, and nothing was done (${said(message)}). Try again once it answers.`,
  ConnectionsBusy: () =>
    `Every connection to the database was busy for too long, and nothing was done. Try again when there is less to do, or allow more of them: ?connections=16 in the address of the database (${CONNECTIONS_MAX} when not said), or the pool's own setting where a program brings one.`,
  AuthenticationError: ({ message }) =>
    `The database does not let Genie in any more, and nothing was done (${said(message)}).`,
  OutOfResources: ({ message }) =>
    `The database has no room left, and nothing was done (${said(message)}). Make room, then try again.`,
  ReadOnly: ({ message }) =>
    `The database takes no changes at the moment, and nothing was done (${said(message)}). Name the primary server, or wait.`,
  PermissionDenied: ({ message, role }) =>
    `The role of the connection may not do this in the database, and nothing was done (${said(message)}). Let its owner run: ${missingGrant(message, role)}`,
  StatementTimeout: () => "The database took too long, and nothing was done. Try again when it has less to do.",
  LockTimeout: () => "Somebody else holds what this would change, and nothing was done. Try again in a moment.",
  SerializationError: () => "Too many others change the same things, and nothing was done. Try again in a moment.",
  DeadlockError: () => "Too many others change the same things, and nothing was done. Try again in a moment.",
  StalePlan: () => "The database is being upgraded, and nothing was done. Try again in a moment."
}

const said = (message: string) => message.replace(/\.$/, "")

/** What a failed statement is to somebody who waits for it to pass: a sentence for every failure of the same kind. */
export const troubleOf = (error: SqlError): string | undefined =>
  troubles[error.reason] ?? reasons[error.reason]?.(error)

const troubles: { readonly [K in SqlErrorReason]?: string } = {
  ReadOnly:
    "The database takes no changes: it is a standby, or was made read-only. What is due waits until it takes them again.",
  ConnectionError: "The database does not answer. What is due waits until it does.",
  CommitUnanswered: "The database does not answer. What is due waits until it does.",
  AuthenticationError: "The database does not let Genie in any more. What is due waits until it does."
}
