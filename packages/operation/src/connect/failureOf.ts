// What the network did to a request, in the words of the operations. The one question that matters is whether the
// request can have been carried out.
import { Effect, Schema } from "effect"
import * as HttpClientError from "effect/http/HttpClientError"
import { isRefusal } from "../Refusal.ts"
import { InvalidInput, Unavailable, UnknownOutcome } from "../refusals.ts"
import { neverSent } from "./neverSent.ts"

/** The failure of one operation: a refusal stays what it is, the rest becomes one. A bug over there is a bug here. */
export const failureOf = (
  error: unknown,
  { operation, isRead }: { readonly operation: string; readonly isRead: boolean }
): Effect.Effect<never, unknown> => {
  if (isRefusal(error)) return Effect.fail(error)
  const status = HttpClientError.isHttpClientError(error) ? error.response?.status : undefined
  if (status === 500)
    return Effect.die(new Error("Something went wrong inside Genie, on the other side. Its log says what."))

  // Trying again would not help: it contains itself, or is nested too deeply to be written.
  if (HttpClientError.isHttpClientError(error) && error.reason._tag === "EncodeError")
    return Effect.fail(new InvalidInput({ reason: "The input cannot be written as JSON." }))

  const reason = reasonOf(error)
  // A proxy reads less than Genie does: the same request is refused again.
  if (status === 413) return Effect.fail(new InvalidInput({ reason: `The request is too large. ${reason}` }))
  return isRead || wasNotDone(error, status)
    ? Effect.fail(new Unavailable({ reason }))
    : Effect.fail(new UnknownOutcome({ operation, reason }))
}

/** A stream that breaks has nothing to undo: whoever follows connects again. */
export const streamFailureOf = (error: unknown): unknown =>
  isRefusal(error) ? error : new Unavailable({ reason: `The stream broke off. ${reasonOf(error)}` })

/** True when the request cannot have had an effect. */
const wasNotDone = (error: unknown, status: number | undefined) =>
  neverSent(error) || status === 503 || (status !== undefined && status >= 300 && status < 500)

const reasonOf = (error: unknown): string => {
  if (Schema.isSchemaError(error)) return "The answer is not one this version understands."
  if (!HttpClientError.isHttpClientError(error)) return "The connection failed."
  const where = originOf(error.request.url)
  if (error.response) return `${where} answered ${error.response.status}, which is not an answer of Genie.`
  return neverSent(error) ? `Nobody answers at ${where}.` : `The connection to ${where} was lost.`
}

const originOf = (url: string) => (URL.canParse(url) ? new URL(url).origin : "the other side")
