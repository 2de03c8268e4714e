// The list of database errors that mean something to us. Both drivers throw errors carrying the server's SQLSTATE,
// so one table serves both engines.
import { isAbortedTransactionError } from "kysely"
import { SqlError, type SqlErrorReason } from "./SqlError.ts"

/** What an error thrown by a driver means. */
export const toSqlError = (cause: unknown): SqlError => {
  if (cause instanceof SqlError) return cause
  if (isAbortedTransactionError(cause)) {
    return new SqlError({
      reason: "TransactionAborted",
      message: "The transaction was rolled back: a statement in it failed, and the failure was swallowed.",
      cause
    })
  }

  const { code, constraint, message } = driverError(cause)
  return new SqlError({
    reason: code === undefined ? "UnknownError" : reasonOf(code, message),
    message: message ?? "The statement failed",
    ...(code !== undefined && /^[0-9A-Z]{5}$/.test(code) ? { sqlState: code } : {}),
    ...(constraint === undefined ? {} : { constraint }),
    cause
  })
}

/** A code of our own for what no server says: the pool gave no connection in time. */
const POOL_BUSY = "08GNI"

// What `pg`, its pool and Kysely say in words alone.
const words: ReadonlyArray<readonly [said: RegExp, code: string]> = [
  [/^timeout exceeded when trying to connect/, POOL_BUSY],
  [/^Connection terminated|^timeout expired|^Client has encountered a connection error/, "08006"],
  [/^Client was closed|^Cannot use a pool after calling end|^driver has already been destroyed/, "08003"],
  [/^The server does not support SSL|^There was an error establishing an SSL connection/, "08001"],
  [/^Query read timeout/, "57014"]
]

const saidBy = (message: string): string | undefined => words.find(([said]) => said.test(message))?.[1]

// The first prefix that matches wins, so exact codes come before classes.
const meanings: ReadonlyArray<readonly [prefix: string, reason: SqlErrorReason]> = [
  ["23505", "UniqueViolation"],
  ["23503", "ForeignKeyViolation"],
  ["23514", "CheckViolation"],
  ["23502", "NotNullViolation"],
  ["23P01", "ExclusionViolation"],
  ["23", "ConstraintViolation"],
  ["40001", "SerializationError"],
  ["40P01", "DeadlockError"],
  ["55P03", "LockTimeout"],
  ["57014", "StatementTimeout"],
  ["25P02", "TransactionAborted"],
  ["25006", "ReadOnly"],
  ["22", "DataError"],
  ["42501", "PermissionDenied"],
  ["42", "SyntaxError"],
  ["28", "AuthenticationError"],
  ["08007", "CommitUnanswered"],
  [POOL_BUSY, "ConnectionsBusy"],
  ["08", "ConnectionError"],
  ["57P", "ConnectionError"],
  ["53300", "ConnectionError"],
  ["53", "OutOfResources"],
  ["54", "DataError"]
]

// What the socket says when there is no server to give a SQLSTATE.
const socketCodes = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_)/

const reasonOf = (code: string, message = ""): SqlErrorReason => {
  if (socketCodes.test(code)) return "ConnectionError"
  // 0A000 also covers everything PostgreSQL does not implement.
  if (code === "0A000" && message.startsWith("cached plan")) return "StalePlan"
  return meanings.find(([prefix]) => code.startsWith(prefix))?.[1] ?? "UnknownError"
}

interface DriverError {
  readonly code?: string
  readonly constraint?: string
  readonly message?: string
}

const driverError = (cause: unknown): DriverError => {
  if (typeof cause !== "object" || cause === null) return { message: String(cause) }
  const { code, constraint, message } = cause as DriverError
  const said = code === undefined ? saidBy(message ?? "") : undefined
  return {
    ...(said !== undefined ? { code: said } : code === undefined ? {} : { code: String(code) }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(message === undefined ? {} : { message })
  }
}
