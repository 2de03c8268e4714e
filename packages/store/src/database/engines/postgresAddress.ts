import { Effect } from "effect"
import { DatabaseUnavailable, DatabaseUrlInvalid } from "../refusals.ts"

/** Where a server is, and how to say so. */
export interface PostgresAddress {
  readonly url: string
  /** The address without its password. */
  readonly location: string
  readonly user: string
  readonly database: string
  /** Behind a pooler in transaction mode: a connection is ours for one transaction only. */
  readonly isPooler: boolean
  /** Removes the password from a text. */
  redact(text: string): string
}

/** Reads a `postgres://` address. */
export const parseAddress = (text: string): Effect.Effect<PostgresAddress, DatabaseUrlInvalid> =>
  Effect.gen(function* () {
    const url = URL.parse(text)
    // The text is not shown: where it is not understood, a password could be anywhere in it.
    if (url === null) return yield* new DatabaseUrlInvalid({ reason: "The address of the database cannot be read." })
    if (url.protocol !== "postgres:" && url.protocol !== "postgresql:") {
      return yield* new DatabaseUrlInvalid({ reason: `"${url.protocol}" is not a kind of database that Genie knows.` })
    }

    const password = url.password
    const passwords = [password, decoded(password)].filter((secret) => secret !== "")
    const isPooler = url.searchParams.get("pgbouncer") === "true"
    url.searchParams.delete("pgbouncer")
    const location = new URL(url)
    location.password = ""
    location.search = ""
    return {
      url: url.href,
      location: location.href,
      user: decoded(url.username),
      database: decoded(url.pathname.slice(1)),
      isPooler,
      redact: (said) => passwords.reduce((clean, secret) => clean.replaceAll(secret, "***"), said)
    }
  })

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Why a connection was not made, with what to do about it. */
export const unavailable = (address: PostgresAddress, cause: unknown, timeoutMs: number): DatabaseUnavailable => {
  const { code, message = String(cause) } = cause as { readonly code?: string; readonly message?: string }
  const { user, database } = address
  const reasons: Readonly<Record<string, string>> = {
    ECONNREFUSED: "nothing listens there. Start the server, or correct the host and the port.",
    ENOTFOUND: "there is no host of that name. Correct the host.",
    EAI_AGAIN: "the name of the host could not be looked up. Check the network, or correct the host.",
    ETIMEDOUT: `it did not answer within ${timeoutMs / 1000} s. Check the network, or correct the host.`,
    "28P01": `the password for user "${user}" is wrong. Correct it in the address.`,
    "28000": `it does not let user "${user}" in: ${message}. Correct the user, or the server's pg_hba.conf.`,
    "3D000": `there is no database "${database}". Make it with: create database "${database}"`,
    "42501": `user "${user}" may not use database "${database}". Grant it the right to connect.`,
    "53300": "it has no connection left. Raise max_connections, or stop other programs.",
    "57P03": "it is starting up or shutting down. Try again in a moment."
  }
  const reason =
    reasons[code ?? ""] ?? (/timeout/i.test(message) ? reasons.ETIMEDOUT! : `${message.replace(/\.?$/, ".")}`)
  return new DatabaseUnavailable({ location: address.location, reason: address.redact(reason) })
}
