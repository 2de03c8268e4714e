import { inspect } from "node:util"
import { FAILURE_MESSAGE_MAX } from "../contract/completionLimits.ts"
import { storableText } from "./storableText.ts"
import { textStart } from "./textStart.ts"

/** How many errors of an `AggregateError` are told. */
const ERRORS_TOLD_MAX = 5

/**
 * Anything that was thrown, as a readable and storable message: an error's own, else the value as Node prints it. Reading
 * a stranger's object may itself throw, so this never does.
 */
export const messageOf = (thrown: unknown): string =>
  storableText(
    textStart(attempt(() => told(thrown)) ?? attempt(() => printed(thrown)) ?? unreadable, FAILURE_MESSAGE_MAX)
  )

const unreadable = "Something was thrown that cannot be read: looking at it throws as well."

/** The message it carries, if any. */
const told = (thrown: unknown): string | undefined => {
  if (typeof thrown === "string") return notBlank(thrown)
  if (typeof thrown !== "object" || thrown === null) return undefined
  const { errors, message, name } = thrown as Readonly<Record<string, unknown>>
  const own = typeof message === "string" ? notBlank(message) : undefined
  if (thrown instanceof AggregateError && Array.isArray(errors)) {
    const parts = errors.slice(0, ERRORS_TOLD_MAX).map(messageOf)
    if (errors.length > parts.length) parts.push(`${errors.length - parts.length} more`)
    return notBlank([own ?? "Several errors", parts.join("; ")].filter((part) => part !== "").join(": "))
  }
  // An error without a message says at least of which kind it is; so do Effect's tagged errors.
  return own ?? (thrown instanceof Error && typeof name === "string" ? notBlank(name) : undefined)
}

/** As Node prints it, on one line and without running any code of the value's own. */
const printed = (thrown: unknown): string => {
  const text = inspect(thrown, { depth: 2, breakLength: Number.POSITIVE_INFINITY, customInspect: false })
  return `${text === "" || text === "''" ? "An empty text" : text} was thrown.`
}

const notBlank = (text: string): string | undefined => (text.trim() === "" ? undefined : text)

const attempt = (read: () => string | undefined): string | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}
