// A host's own Kysely comes with its own plugins and, worse, with its driver's own idea of what a timestamp is. Here
// both are put right, on its connection, without touching what the host itself sees.
import { parserOf, toParameter } from "@genie/pglite/values"
import { Effect } from "effect"
import { CompiledQuery, type DatabaseConnection, type Kysely, type QueryExecutor } from "kysely"
import { settled } from "../execute.ts"
import { genieSchema } from "../genieSchema.ts"
import { kyselyOn } from "../rootKysely.ts"
import type { SqlError } from "../SqlError.ts"
import type { Tables } from "../Tables.generated.ts"

/** A host's Kysely, or its open transaction, as Genie's statements want it. */
export const joinHost = (host: Kysely<any>): Effect.Effect<Kysely<Tables>, SqlError> =>
  Effect.flatMap(
    settled(() => executorOf(host)),
    (executor) =>
      executor === undefined ? Effect.die(new HostReadsDifferently()) : Effect.succeed(genieSchema(kyselyOn(executor)))
  )

/** A defect: the values that the host's driver gives are not what Genie's rows hold. */
export class HostReadsDifferently extends Error {
  override readonly name = "HostReadsDifferently"

  constructor() {
    super(
      "This Kysely's driver reads values in its own way, and loses microseconds. Open PGlite with " +
        '`new PGlite({ parsers })`, where `parsers` is what "@genie/store" exports, or use PostgreSQL through `pg`.'
    )
  }
}

const executorOf = async (host: Kysely<any>): Promise<QueryExecutor | undefined> => {
  const plain = host.withoutPlugins().getExecutor()
  const way = await plain.provideConnection((connection) => wayOf(connection))
  if (way === "refused") return undefined
  return plain.withConnectionProvider({
    provideConnection: (consumer, options) =>
      plain.provideConnection((connection) => consumer(way === "ours" ? connection : viaPg(connection)), options)
  })
}

type Way = "ours" | "pg" | "refused"

const ways = new WeakMap<DatabaseConnection, Way>()

/** How this connection can be made to read as we do. Asked of each connection once. */
const wayOf = async (connection: DatabaseConnection): Promise<Way> => {
  const known = ways.get(connection)
  if (known !== undefined) return known
  const way = (await readsAsWeDo(connection))
    ? "ours"
    : isPg(connection) && (await readsAsWeDo(viaPg(connection)))
      ? "pg"
      : "refused"
  ways.set(connection, way)
  return way
}

const readsAsWeDo = async (connection: DatabaseConnection): Promise<boolean> => {
  const { rows } = await connection.executeQuery<Readonly<Record<string, unknown>>>(
    CompiledQuery.raw(
      "select 1::int8 as n, timestamptz '2026-11-20 12:00:00.123456+00' as at, date '2026-11-20' as day"
    )
  )
  return rows[0]?.n === 1 && rows[0].at === "2026-11-20T12:00:00.123456Z" && rows[0].day === "2026-11-20"
}

/** Only Kysely's connection to `pg` can cancel a query on its own. */
const isPg = (connection: DatabaseConnection): boolean => "cancelQuery" in connection

/**
 * Kysely hands a statement's text to `pg` as it is, and `pg` takes an object in its place that also says how to read
 * what comes back. It is the one way to say so for single statements on somebody else's connection.
 */
const viaPg = (connection: DatabaseConnection): DatabaseConnection => ({
  executeQuery: (query, options) =>
    connection.executeQuery(
      {
        ...query,
        sql: { text: query.sql, types: { getTypeParser: parserOf } } as unknown as string,
        parameters: query.parameters.map(toParameter)
      },
      options
    ),
  streamQuery: (query, chunkSize, options) => connection.streamQuery(query, chunkSize, options),
  cancelQuery: (provider) => connection.cancelQuery?.(provider) ?? Promise.resolve(),
  collectSessionInfo: () => connection.collectSessionInfo?.() ?? Promise.resolve(),
  killSession: (provider) => connection.killSession?.(provider) ?? Promise.resolve()
})
