import { DatabaseUnavailable } from "../refusals.ts"
import type { PostgresAddress } from "./parseAddress.ts"

/** Why a connection was not made, with what to do about it. */
export const unavailable = (address: PostgresAddress, cause: unknown, timeoutMs: number): DatabaseUnavailable =>
  new DatabaseUnavailable({
    location: address.location,
    reason: address.redact(reasonOf(address, cause, timeoutMs)),
    isPassing: passing.test(firstOf(cause).code ?? "") || timedOut.test(firstOf(cause).message ?? "")
  })

/** It is starting, its name or its network is not there yet, or it has no connection left. */
const passing =
  /^(ECONNREFUSED|ECONNRESET|ENOENT|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|57P0[1-3]|53300)$/

const reasonOf = ({ database }: PostgresAddress, cause: unknown, timeoutMs: number): string => {
  const { code = "", message = "" } = firstOf(cause)
  const said = `${message.replace(/\.?$/, ".")}`
  const tooLate = `it did not answer within ${timeoutMs / 1000} s. Check the network, or correct the host.`
  if (/unsupported startup parameter|startup parameter/i.test(message))
    return `a pooler answers, and refuses a setting of the session (${message}). Add pgbouncer=true to the address: postgres://…/name?pgbouncer=true.`
  if (code === "28000" && /no encryption|SSL off/i.test(message))
    return "it takes no connection without encryption. Add sslmode=require to the address."
  if (/does not support SSL/i.test(message))
    return "it does not speak TLS, which sslmode asks for. Turn it on at the server, or correct sslmode."
  if (untrusted.test(code))
    return `its certificate is not from an authority that is known here (${code}). Name the authority's file with sslrootcert or PGSSLROOTCERT.`
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID")
    return "its certificate is for another host. Correct the host, or say sslmode=verify-ca."
  const reason = reasons(database ?? "")[code]
  return reason ?? (code === "ETIMEDOUT" || timedOut.test(message) ? tooLate : said || "it did not say why.")
}

/** Words of the driver's own, which come without a code: the message of a server may speak of its own timeouts. */
const timedOut = /^(timeout expired|Connection terminated due to connection timeout)/i

const untrusted =
  /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?)$/

const reasons = (database: string): Readonly<Record<string, string>> => ({
  ECONNREFUSED: "nothing listens there. Start the server, or correct the host and the port.",
  ENOENT: "there is no socket in that directory. Start the server, or correct the host and the port.",
  ECONNRESET: "it closed the connection without a word. Check that a PostgreSQL listens there.",
  ENOTFOUND: "there is no host of that name. Correct the host.",
  EAI_AGAIN: "the name of the host could not be looked up. Check the network, or correct the host.",
  EHOSTUNREACH: "the host cannot be reached. Check the network, or correct the host.",
  ENETUNREACH: "its network cannot be reached. Check the network, or correct the host.",
  CERT_HAS_EXPIRED: "its certificate has expired. Renew it at the server.",
  "28P01": "the password is wrong, or there is no such user. Correct the address.",
  "28000": "it does not let this user in from here. Correct the user, or the server's pg_hba.conf.",
  "3D000": `there is no database "${database}". Make it with: create database "${database}"`,
  "42501": `the user may not use database "${database}". Grant it the right: grant connect on database "${database}" to …`,
  "53300": "it has no connection left. Raise max_connections, or stop other programs.",
  "57P03": "it is starting up or shutting down. Try again in a moment."
})

/** A name with several addresses fails with one error for each. */
const firstOf = (cause: unknown): { readonly code?: string; readonly message?: string } => {
  if (cause instanceof AggregateError && cause.errors.length > 0) return firstOf(cause.errors[0])
  return typeof cause === "object" && cause !== null ? cause : { message: String(cause) }
}
