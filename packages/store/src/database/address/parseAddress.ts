import { Effect } from "effect"
import { CONNECTIONS_LIMIT, CONNECTIONS_MAX } from "../connectionsMax.ts"
import { DatabaseUrlInvalid } from "../refusals.ts"
import { namedDatabase } from "./namedDatabase.ts"
import { AddressUnreadable, readAddress } from "./readAddress.ts"
import { type Tls, tlsAttempts } from "./tlsAttempts.ts"

/** One way to reach a server. */
export interface Target {
  readonly host: string | undefined
  readonly port: number | undefined
  readonly ssl: Tls
}

/** Where a server is, and how to say so. */
export interface PostgresAddress {
  /** Ways to reach it, in the order in which they are tried. There is one at least. */
  readonly targets: ReadonlyArray<Target>
  /** Host and database, safe to print. */
  readonly location: string
  readonly user: string | undefined
  readonly password: string | undefined
  readonly database: string | undefined
  /** What else the address says: settings of the session, the kind of server that is wanted. */
  readonly parameters: Readonly<Record<string, string>>
  /** Behind a pooler in transaction mode: a connection is ours for one transaction only. */
  readonly isPooler: boolean
  /** How many connections there may be: `?connections=16`. */
  readonly connectionsMax: number
  /** Removes the password from a text. */
  redact(text: string): string
}

/** Reads the address of a PostgreSQL as libpq does. A refusal repeats nothing of what was written. */
export const parseAddress = (text: string): Effect.Effect<PostgresAddress, DatabaseUrlInvalid> =>
  Effect.suspend(() => {
    const named = namedDatabase(text)
    if (named.kind === "refused") return new DatabaseUrlInvalid({ reason: named.reason })
    if (named.kind !== "postgres") return new DatabaseUrlInvalid({ reason: "It is not the address of a PostgreSQL." })
    try {
      return Effect.succeed(addressOf(named.address))
    } catch (error) {
      if (error instanceof AddressUnreadable) return new DatabaseUrlInvalid({ reason: error.message })
      throw error
    }
  })

const addressOf = (text: string): PostgresAddress => {
  const { database, hosts, parameters, password, user } = readAddress(text)
  const attempts = tlsAttempts(parameters)
  const secrets = [password, password && encodeURIComponent(password), parameters.sslpassword].filter(
    (secret) => secret !== undefined && secret !== ""
  )
  return {
    // A socket of this machine has nothing to hide from.
    targets: hosts.flatMap((host) =>
      (isSocket(host.host) ? [false as const] : attempts).map((ssl) => ({ ...host, ssl }))
    ),
    location: locationOf(hosts, database),
    user,
    password,
    database,
    parameters,
    isPooler: /^(true|1)$/i.test(parameters.pgbouncer ?? ""),
    connectionsMax: connectionsOf(parameters.connections),
    redact: (said) => secrets.reduce<string>((clean, secret) => clean.replaceAll(secret ?? "", "***"), said)
  }
}

const connectionsOf = (text = String(CONNECTIONS_MAX)): number => {
  const connections = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (connections >= 1 && connections <= CONNECTIONS_LIMIT) return connections
  throw new AddressUnreadable(`Its "connections" is no number from 1 to ${CONNECTIONS_LIMIT}.`)
}

const isSocket = (host: string | undefined): boolean => /^[/@]/.test(host ?? process.env.PGHOST ?? "")

const locationOf = (
  hosts: ReadonlyArray<{ readonly host: string | undefined; readonly port: number | undefined }>,
  database: string | undefined
): string => {
  const places = hosts.map(({ host = process.env.PGHOST || "localhost", port }) => {
    const name = host.includes(":") ? `[${host}]` : host
    return port === undefined ? name : `${name}:${port}`
  })
  const name = database ?? process.env.PGDATABASE ?? ""
  return isSocket(hosts[0]?.host)
    ? `postgres:///${name}?host=${places.join(",")}`
    : `postgres://${places.join(",")}/${name}`
}
