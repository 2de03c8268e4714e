// The embedded engine: PostgreSQL compiled to WebAssembly, in this process, on a directory or in memory. Everything
// that is peculiar to it is in this file.
import type { PGlite, PGliteOptions, Transaction } from "@electric-sql/pglite"
import { Effect } from "effect"
import { CompiledQuery, type Driver, PGliteDialect, type TransactionSettings } from "kysely"
import { beginOn } from "../beginOn.ts"
import { settled } from "../execute.ts"
import { genieSchema } from "../genieSchema.ts"
import { outsideTransactions } from "../openTransaction.ts"
import { parsers } from "../parsers.ts"
import { rootKysely } from "../rootKysely.ts"
import { toParameter } from "../toParameter.ts"
import type { Engine } from "./Engine.ts"
import { joinHost } from "./joinHost.ts"
import { roomIn } from "./roomIn.ts"

/** How the embedded engine is opened. */
export interface PgliteEngineOptions {
  /** The directory of its files. Absent: in memory. */
  readonly directory?: string | undefined
  /** A dumped directory to start from, instead of making an empty one, which takes seconds. */
  readonly template?: Blob | undefined
}

/** The embedded engine, and what only it can do. */
export interface PgliteEngine extends Engine {
  /** The data directory as one file, to start others from. */
  readonly dump: Effect.Effect<Blob>
}

/** Opens the embedded engine. Nobody else may have the directory open: it does not lock it. */
export const pgliteEngine = ({ directory, template }: PgliteEngineOptions = {}): Effect.Effect<PgliteEngine> =>
  Effect.promise(async () => {
    const { PGlite } = await import("@electric-sql/pglite")
    const options: PGliteOptions = {
      parsers: { ...parsers },
      ...(template === undefined ? {} : { loadDataDir: template })
    }
    const pglite = await (directory === undefined ? PGlite.create(options) : PGlite.create(directory, options))
    await pglite.exec("set timezone to 'UTC'")
    const { rows } = await pglite.query<{ server_version: string }>("show server_version")
    const kysely = await rootKysely(new Dialect(pglite, roomIn(directory)), { engine: () => engine, isSingle: true })

    const engine: PgliteEngine = {
      kind: "pglite",
      commitsOnItsOwn: false,
      location: directory ?? "memory",
      version: rows[0]?.server_version ?? "unknown",
      kysely: genieSchema(kysely),
      begin: (options) => beginOn(engine.kysely, options),
      join: joinHost,
      listen: (channel, onHint) =>
        Effect.asVoid(
          Effect.acquireRelease(
            settled(() =>
              pglite.listen(channel, (payload) => outsideTransactions(() => onHint({ _tag: "Payload", payload })))
            ),
            (unlisten) => Effect.ignore(settled(() => unlisten()))
          )
        ),
      // Every listener is in this process and has been told already.
      notify: () => Effect.void,
      dump: Effect.promise(() => pglite.dumpDataDir("none")),
      close: Effect.promise(() => (pglite.closed ? Promise.resolve() : pglite.close()))
    }
    return engine
  })

/** Kysely's dialect with our parameters, and transactions as they were asked for. */
class Dialect extends PGliteDialect {
  constructor(pglite: PGlite, beforeChange: () => void) {
    super({ pglite: withOurParameters(pglite, beforeChange) })
  }

  override createDriver(): Driver {
    const driver = super.createDriver()
    const begin = driver.beginTransaction.bind(driver)
    return Object.assign(driver, {
      // PGlite's own transactions have no settings; without this they would be ignored in silence.
      beginTransaction: async (connection, settings) => {
        await begin(connection, settings)
        const modes = modesOf(settings)
        if (modes !== "") await connection.executeQuery(CompiledQuery.raw(`set transaction ${modes}`))
      }
    } satisfies Partial<Driver>)
  }
}

const modesOf = ({ isolationLevel, accessMode }: TransactionSettings): string =>
  [isolationLevel === undefined ? [] : `isolation level ${isolationLevel}`, accessMode ?? []].flat().join(", ")

/** PGlite with every parameter written by us: its own writers refuse what the other engine takes. */
const withOurParameters = (pglite: PGlite, beforeChange: () => void) => {
  const query =
    (on: Pick<Transaction, "query">) =>
    async <T>(text: string, parameters: ReadonlyArray<unknown> = [], options = {}) => {
      if (changes.test(text)) beforeChange()
      return await on.query<T>(text, parameters.map(toParameter), { ...options, serializers: asTheyAre })
    }

  return {
    get closed() {
      return pglite.closed
    },
    get ready() {
      return pglite.ready
    },
    waitReady: pglite.waitReady,
    close: () => pglite.close(),
    query: query(pglite),
    transaction: <T>(work: (transaction: Pick<Transaction, "query" | "rollback">) => Promise<T>) =>
      pglite.transaction((transaction) =>
        work({ query: query(transaction) as Transaction["query"], rollback: () => transaction.rollback() })
      ) as Promise<T>
  }
}

const changes =
  /^\s*(insert|update|delete|merge|create|alter|drop|truncate|do|call|comment|copy)\b|^\s*with\b.*\b(insert into|update|delete from|merge into)\b/is

/** Parameters are text already, whatever the type of the column. */
const asTheyAre = new Proxy<Record<number, (value: string) => string>>({}, { get: () => (value: string) => value })
