import * as HttpClientError from "effect/http/HttpClientError"

/** True when the request cannot have left: nobody listened, nobody was found, or it could not even be written down. */
export const neverSent = (error: unknown): boolean => {
  if (HttpClientError.isHttpClientError(error)) {
    if (error.reason._tag === "EncodeError" || error.reason._tag === "InvalidUrlError") return true
    if (error.reason._tag !== "TransportError") return false
  }
  return codesOf(error).some((code) => connectFailures.has(code))
}

/** Codes of the errors that Node, undici and Bun give before a connection exists. */
const connectFailures = new Set([
  "ECONNREFUSED",
  "ENOENT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EACCES",
  "UND_ERR_CONNECT_TIMEOUT",
  "ConnectionRefused"
])

/** The codes of an error and of everything it was caused by; a name with two addresses fails with an `AggregateError`. */
const codesOf = (error: unknown, depth = 0): ReadonlyArray<string> => {
  if (typeof error !== "object" || error === null || depth > 8) return []
  const { code, cause, reason, errors } = error as Readonly<Record<string, unknown>>
  const within = [cause, reason, ...(Array.isArray(errors) ? errors : [])]
  return [...(typeof code === "string" ? [code] : []), ...within.flatMap((inner) => codesOf(inner, depth + 1))]
}
