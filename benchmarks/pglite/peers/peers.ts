import { findPackageJSON } from "node:module"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import type { Durability, Pglite } from "@genie/pglite"
import type { Kysely } from "kysely"
import type { OpenPeer, RunSql } from "../Peer.ts"
import { onKysely, statements, type Tables } from "./onKysely.ts"
import { onSql } from "./onSql.ts"

// Each loads what it is where it is opened: a process measures one of them and loads nothing of the others.

/** What of PGlite is asked here: of one that a package brought along, too. */
interface Asked {
  query(
    text: string,
    parameters?: Array<unknown>
  ): Promise<{ readonly rows: Array<any>; readonly affectedRows?: number }>
}

const sqlOn =
  (pglite: Asked): RunSql =>
  async (text, parameters) =>
    (await pglite.query(text, [...(parameters ?? [])])).rows

/** PGlite as it comes: in the thread of its callers, who take turns. */
const query: OpenPeer = async (directory) => {
  const { PGlite } = await import("@electric-sql/pglite")
  const pglite = await PGlite.create(join(directory, "pg"))
  return onSql({
    sql: sqlOn(pglite),
    close: () => pglite.close(),
    transaction: (work) => pglite.transaction((transaction) => work(sqlOn(transaction))),
    written: async (text) => (await pglite.query(text)).affectedRows
  })
}

const kyselyDialect: OpenPeer = async (directory) => {
  const { PGlite } = await import("@electric-sql/pglite")
  const { Kysely, PGliteDialect } = await import("kysely")
  const pglite = await PGlite.create(join(directory, "pg"))
  const kysely = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) })
  return onKysely({ kysely, sql: sqlOn(pglite), close: () => kysely.destroy() })
}

/** It cannot be loaded beside the Kysely of this workspace, so it comes, with its own, from the one tool that uses it. */
const kyselyPglite: OpenPeer = async (directory) => {
  const tool = new URL("../../../scripts/generate-tables/package.json", import.meta.url)
  const load = (name: string, entry: string): Promise<any> =>
    import(new URL(entry, pathToFileURL(findPackageJSON(name, tool)!)).href)
  const { KyselyPGlite } = await load("kysely-pglite", "dist/index.js")
  const { Kysely } = await load("kysely", "dist/esm/index.js")
  const { client, dialect } = await KyselyPGlite.create(join(directory, "pg"))
  return onKysely({ kysely: new Kysely({ dialect }), sql: sqlOn(client), close: () => client.close() })
}

const openDriver = async (directory: string, durability: Durability) => {
  const { openPglite } = await import("@genie/pglite")
  return await openPglite({ directory, durability })
}

const drivenBy = (database: Pglite) => ({
  sql: (async (text, parameters) => (await database.query<any>(text, parameters)).rows) satisfies RunSql,
  syncs: async () => (await database.health())!.fsyncs.files
})

const driver =
  (durability: Durability): OpenPeer =>
  async (directory) => {
    const database = await openDriver(directory, durability)
    return onSql({ ...drivenBy(database), close: () => database.close() })
  }

const driverKysely =
  (durability: Durability): OpenPeer =>
  async (directory) => {
    const { PgliteDialect } = await import("@genie/pglite/kysely")
    const { Kysely } = await import("kysely")
    const database = await openDriver(directory, durability)
    const kysely = new Kysely<Tables>({ dialect: new PgliteDialect(database) })
    return onKysely({ kysely, ...drivenBy(database), close: () => kysely.destroy() })
  }

/** As Genie's own repositories use it. */
const genie: OpenPeer = async (directory) => {
  const { Db, pgliteEngine } = await import("@genie/store/database")
  const { Effect } = await import("effect")
  const { sql } = await import("kysely")
  const engine = await Effect.runPromise(pgliteEngine({ directory: join(directory, "pg"), durability: "power-loss" }))
  const db = Db.on(engine)
  const run = (build: (kysely: Kysely<Tables>) => any) =>
    Effect.runPromise(db.all<any>((kysely) => build(kysely as unknown as Kysely<Tables>)))
  // Its statements name the schema of its tables.
  await run(() => sql`create schema genie`)
  for (const name of ["items", "jobs"]) {
    const [from, to] = [sql.table(`public.${name}`), sql.table(`genie.${name}`)]
    await run(() => sql`create table ${to} (like ${from} including all)`)
    await run(() => sql`insert into ${to} select * from ${from}`)
    await run(() => sql`analyze ${to}`)
  }
  return {
    select: (id) => run((kysely) => statements.select(kysely, id)),
    insert: (id) => run((kysely) => statements.insert(kysely, id)),
    update: (id) => run((kysely) => statements.update(kysely, id)),
    claim: async () => (await run((kysely) => statements.claim(kysely)))[0].id,
    complete: (id) => run((kysely) => statements.complete(kysely, id)),
    sql: () => Promise.reject(new Error("Not measured.")),
    close: () => Effect.runPromise(engine.close)
  }
}

/** By what they are called in the tables. */
export const peers = {
  "PGlite query()": query,
  "Kysely PGliteDialect": kyselyDialect,
  "kysely-pglite": kyselyPglite,
  "driver, process-crash": driver("process-crash"),
  "driver, power-loss": driver("power-loss"),
  "Kysely on driver, process-crash": driverKysely("process-crash"),
  "Kysely on driver, power-loss": driverKysely("power-loss"),
  "Genie's Db, power-loss": genie
} satisfies Record<string, OpenPeer>

export type PeerName = keyof typeof peers
