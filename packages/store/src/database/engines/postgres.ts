// PostgreSQL, over a pool of connections. Everything that is peculiar to it, and to `pg`, is in this directory.
import { assertChannel, parserOf } from "@genie/pglite/values"
import { Effect } from "effect"
import { PostgresDialect } from "kysely"
import type pg from "pg"
import { type PostgresAddress, parseAddress, type Target } from "../address/parseAddress.ts"
import { unavailable } from "../address/unavailable.ts"
import { beginOn } from "../beginOn.ts"
import { settled } from "../execute.ts"
import { genieSchema } from "../genieSchema.ts"
import { DatabaseTooOld, type DatabaseUnavailable, type DatabaseUrlInvalid } from "../refusals.ts"
import { rootKysely } from "../rootKysely.ts"
import type { Engine } from "./Engine.ts"
import { joinHost } from "./joinHost.ts"
import { namingClient } from "./namingClient.ts"
import { PostgresListener } from "./PostgresListener.ts"
import { Route } from "./Route.ts"

/** How PostgreSQL is opened. */
export interface PostgresEngineOptions {
  /**
   * `postgres://user:password@host:5432/name`, read as libpq reads it. Add `?pgbouncer=true` behind a pooler in transaction
   * mode.
   */
  readonly url: string
  /** Where to LISTEN when `url` is a pooler that cannot. */
  readonly listenUrl?: string | undefined
  /** How long to wait for a connection, a new one or one that others use. */
  readonly connectTimeoutMs?: number | undefined
}

/** How long a server may take to answer before it counts as unreachable. */
export const CONNECT_TIMEOUT_MS = 10_000

/** No statement of ours is meant to take longer. Migrations lift it for themselves. */
export const STATEMENT_TIMEOUT_MS = 60_000

/** The oldest major version that our statements run on. */
export const POSTGRES_MAJOR_MIN = 15

/** Connects to PostgreSQL, and says in a sentence why when it cannot. */
export const postgresEngine = (
  options: PostgresEngineOptions
): Effect.Effect<Engine, DatabaseUnavailable | DatabaseTooOld | DatabaseUrlInvalid> =>
  Effect.gen(function* () {
    const address = yield* parseAddress(options.url)
    const listenAddress = options.listenUrl === undefined ? address : yield* parseAddress(options.listenUrl)
    const { default: driver } = yield* Effect.promise(() => import("pg"))
    const route = new Route(address)
    const { role, version } = yield* serverFound(driver, address, route)

    const pool = makePool(driver, address, route, options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS)
    const listenRoute = listenAddress === address ? route : new Route(listenAddress)
    const ListeningClient = listenRoute.clientOf(driver.Client)
    const listener = new PostgresListener(() => new ListeningClient(clientConfig(listenAddress)))
    const kysely = yield* Effect.promise(() =>
      rootKysely(new PostgresDialect({ pool: pool as never }), { engine: () => engine })
    )

    const engine: Engine = {
      kind: "postgres",
      commitsOnItsOwn: true,
      location: address.location,
      version,
      role,
      kysely: genieSchema(kysely),
      begin: (options) => beginOn(engine.kysely, options),
      join: joinHost,
      listen: (channel, onHint) =>
        Effect.asVoid(
          Effect.acquireRelease(
            settled(async () => {
              assertChannel(channel)
              return listener.add(channel, onHint)
            }),
            (remove) => Effect.sync(remove)
          )
        ),
      notify: (hints) =>
        settled(() =>
          pool.query(
            "select pg_notify(channel, payload) from unnest($1::text[], $2::text[]) as hint (channel, payload)",
            [hints.map(({ channel }) => channel), hints.map(({ payload }) => payload)]
          )
        ),
      close: Effect.promise(async () => {
        await listener.close()
        await pool.end()
      })
    }
    return engine
  })

const clientConfig = ({ database, isPooler, parameters, password, user }: PostgresAddress): pg.ClientConfig => ({
  ...(user !== undefined && { user }),
  ...(password !== undefined && { password }),
  ...(database !== undefined && { database }),
  application_name: parameters.application_name ?? "genie",
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  keepAlive: true,
  types: { getTypeParser: parserOf } as never,
  // A pooler refuses settings of a session that will be somebody else's after the transaction.
  ...(isPooler
    ? {}
    : {
        statement_timeout: STATEMENT_TIMEOUT_MS,
        options: [parameters.options, ...session.map(([name, value]) => `-c ${name}=${value}`)]
          .filter((option) => option !== undefined)
          .join(" ")
      })
})

/** How values are written: the readers know one way. The last word of those that the address has, too. */
const session = [
  ["timezone", "UTC"],
  ["datestyle", "ISO"],
  ["bytea_output", "hex"],
  ["intervalstyle", "postgres"]
] as const

/** The one maker of pools: an idle connection that breaks must not end the process. */
const makePool = (
  driver: typeof pg,
  address: PostgresAddress,
  route: Route,
  connectionTimeoutMillis: number
): pg.Pool => {
  const pool = new driver.Pool({
    ...clientConfig(address),
    connectionTimeoutMillis,
    max: address.connectionsMax,
    Client: route.clientOf(namingClient(driver, !address.isPooler))
  } as pg.PoolConfig)
  // The pool has thrown the connection away already, and the next statement takes another.
  pool.on("error", () => {})
  return pool
}

/** What a server says of itself and of the connection. */
interface Server {
  readonly version: string
  readonly role: string | undefined
}

const serverFound = (
  driver: typeof pg,
  address: PostgresAddress,
  route: Route
): Effect.Effect<Server, DatabaseUnavailable | DatabaseTooOld> =>
  Effect.gen(function* () {
    const server = yield* Effect.tryPromise({
      try: () => firstAnswer(driver, address, route),
      catch: (cause) => unavailable(address, cause, CONNECT_TIMEOUT_MS)
    })
    const { version } = server
    if (Number.parseInt(version, 10) < POSTGRES_MAJOR_MIN) {
      return yield* new DatabaseTooOld({ location: address.location, version, needed: POSTGRES_MAJOR_MIN })
    }
    return server
  })

/** Tries one way after the other, and settles on the first that answers. */
const firstAnswer = async (driver: typeof pg, address: PostgresAddress, route: Route): Promise<Server> => {
  const RoutedClient = route.clientOf(driver.Client)
  let failed: { readonly target: Target; readonly cause: unknown } | undefined
  for (const target of route.targets) {
    // A host that cannot be reached is not there without encryption either.
    if (failed !== undefined && isSameHost(failed.target, target) && isUnreachable(failed.cause)) continue
    route.take(target)
    try {
      const server = await askedOf(new RoutedClient(clientConfig(address)))
      route.settle(target)
      return server
    } catch (cause) {
      failed = { target, cause }
      if (isFinal(cause)) break
    }
  }
  throw failed?.cause
}

const askedOf = async (client: pg.Client): Promise<Server> => {
  try {
    await client.connect()
    const { rows } = await client.query<{ server_version: string; role?: string }>(
      "select current_setting('server_version') as server_version, current_user::text as role"
    )
    return { version: rows[0]?.server_version ?? "unknown", role: rows[0]?.role }
  } finally {
    await client.end().catch(() => {})
  }
}

const isSameHost = (one: Target, other: Target): boolean => one.host === other.host && one.port === other.port

const codeOf = (cause: unknown): string => String((cause as { readonly code?: unknown } | null)?.code ?? "")

const isUnreachable = (cause: unknown): boolean =>
  cause instanceof AggregateError || /^(E[A-Z_]+)$/.test(codeOf(cause)) || /timeout expired/.test(String(cause))

/** The server knows who asks, and says no: another host, or less encryption, would not help. */
const isFinal = (cause: unknown): boolean => /^(28P01|3D000)$/.test(codeOf(cause))
