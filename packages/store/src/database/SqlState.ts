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
  // `pg` reports a connection it lost under a statement by words alone.
  const isLost =
    code === undefined && /^Connection terminated|^Client has encountered a connection error/.test(message ?? "")
  return {
    ...(isLost ? { code: "08006" } : code === undefined ? {} : { code: String(code) }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(message === undefined ? {} : { message })
  }
}
