// PostgreSQL, over a pool of connections. Everything that is peculiar to it, and to `pg`, is in this directory.
import { Effect } from "effect"
import { PostgresDialect } from "kysely"
import type pg from "pg"
import { beginOn } from "../beginOn.ts"
import { settled } from "../execute.ts"
import { genieSchema } from "../genieSchema.ts"
import { parserOf } from "../parsers.ts"
import { DatabaseTooOld, type DatabaseUnavailable, type DatabaseUrlInvalid } from "../refusals.ts"
import { rootKysely } from "../rootKysely.ts"
import type { Engine } from "./Engine.ts"
import { joinHost } from "./joinHost.ts"
import { namingClient } from "./namingClient.ts"
import { PostgresListener } from "./PostgresListener.ts"
import { type PostgresAddress, parseAddress, unavailable } from "./postgresAddress.ts"

/** How PostgreSQL is opened. */
export interface PostgresEngineOptions {
  /** `postgres://user:password@host:5432/name`. Add `?pgbouncer=true` behind a pooler in transaction mode. */
  readonly url: string
  /** Where to LISTEN when `url` is a pooler that cannot. */
  readonly listenUrl?: string | undefined
  /** How many connections there may be. */
  readonly connectionsMax?: number | undefined
}

/** More only makes them wait for each other inside the server. */
export const CONNECTIONS_MAX = 8

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
    const version = yield* serverVersion(driver, address)

    const pool = makePool(driver, address, options.connectionsMax ?? CONNECTIONS_MAX)
    const listener = new PostgresListener(() => new driver.Client(clientConfig(listenAddress)))
    const kysely = yield* Effect.promise(() =>
      rootKysely(new PostgresDialect({ pool: pool as never }), { engine: () => engine })
    )

    const engine: Engine = {
      kind: "postgres",
      commitsOnItsOwn: true,
      location: address.location,
      version,
      kysely: genieSchema(kysely),
      begin: (options) => beginOn(engine.kysely, options),
      join: joinHost,
      listen: (channel, onHint) =>
        Effect.asVoid(
          Effect.acquireRelease(
            Effect.sync(() => listener.add(channel, onHint)),
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

const clientConfig = ({ url, isPooler }: PostgresAddress): pg.ClientConfig => ({
  connectionString: url,
  application_name: "genie",
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  keepAlive: true,
  types: { getTypeParser: parserOf } as never,
  // A pooler refuses settings of a session that will be somebody else's after the transaction.
  ...(isPooler
    ? {}
    : {
        statement_timeout: STATEMENT_TIMEOUT_MS,
        options: "-c timezone=UTC -c datestyle=ISO -c bytea_output=hex -c intervalstyle=postgres"
      })
})

/** The one maker of pools: an idle connection that breaks must not end the process. */
const makePool = (driver: typeof pg, address: PostgresAddress, max: number): pg.Pool => {
  const pool = new driver.Pool({
    ...clientConfig(address),
    max,
    Client: namingClient(driver, !address.isPooler)
  } as pg.PoolConfig)
  // The pool has thrown the connection away already, and the next statement takes another.
  const ignore = () => {}
  pool.on("error", ignore)
  pool.on("connect", (client) => client.on("error", ignore))
  return pool
}

const serverVersion = (
  driver: typeof pg,
  address: PostgresAddress
): Effect.Effect<string, DatabaseUnavailable | DatabaseTooOld> =>
  Effect.gen(function* () {
    const version = yield* Effect.tryPromise({
      try: async () => {
        const client = new driver.Client(clientConfig(address))
        client.on("error", () => {})
        try {
          await client.connect()
          const { rows } = await client.query<{ server_version: string }>("show server_version")
          return rows[0]?.server_version ?? "unknown"
        } finally {
          await client.end().catch(() => {})
        }
      },
      catch: (cause) => unavailable(address, cause, CONNECT_TIMEOUT_MS)
    })
    if (Number.parseInt(version, 10) < POSTGRES_MAJOR_MIN) {
      return yield* new DatabaseTooOld({ location: address.location, version, needed: POSTGRES_MAJOR_MIN })
    }
    return version
  })
