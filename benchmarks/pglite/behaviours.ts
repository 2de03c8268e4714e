// What is true of each way besides its speed. Every behaviour is looked at here and now, none is quoted, and each in a
// process of its own: some do not end.
import { readdirSync, statSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import { sql as raw } from "kysely"
import type { Peer, RunSql } from "./Peer.ts"

/** A peer, and the few things that are asked of everybody in the same way. */
interface Subject {
  readonly sql: RunSql
  /** The files of its engine. */
  readonly directory: string
  inserted(id: number): Promise<unknown>
  /** Updates three rows, and tells how many it is told. */
  touchThree(): Promise<number | undefined>
  transaction(work: (sql: RunSql) => Promise<void>): Promise<void>
  /** Absent: there is no way to ask for a read-only transaction. */
  readonly readOnly: ((text: string) => Promise<void>) | undefined
  syncs(): Promise<number>
}

/** What was seen, in a few words. Absent: there is no way to ask for it. */
export type Seen = string | undefined

const behaviours: Readonly<Record<string, (subject: Subject) => Promise<Seen>>> = {
  "syncs of 100 commits": async ({ inserted, syncs }) => {
    const before = await syncs()
    for (let id = 0; id < 100; id++) await inserted(9_000_000 + id)
    return String((await syncs()) - before)
  },

  "log after 300 MB of changes": async ({ directory, sql }) => {
    await sql("create table blobs (id int, bytes text)")
    await sql("alter table blobs alter bytes set storage external")
    const bytes = "x".repeat(1024 * 1024)
    for (let id = 0; id < 300; id++) await sql("insert into blobs values ($1, $2)", [id, bytes])
    const log = join(directory, "pg_wal")
    const size = readdirSync(log)
      .map((name) => statSync(join(log, name)))
      .reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0)
    return `${Math.round(size / 1024 / 1024)} MB`
  },

  "rows counted of an update of 3": async ({ touchThree }) => String((await touchThree()) ?? "none"),

  "an insert beside a transaction that is rolled back": async ({ inserted, sql, transaction }) => {
    const begun = Promise.withResolvers<void>()
    const undone = transaction(async (run) => {
      await run("insert into items (id, title) values (8000001, 'rolled back')")
      begun.resolve()
      await after(100)
      throw new Error("Roll it back.")
    }).catch(() => {})
    await begun.promise
    await Promise.all([inserted(8_000_002), undone])
    const rows = await sql("select id from items where id in (8000001, 8000002) order by id")
    const ids = rows.map(({ id }) => Number(id)).join()
    return ids === "8000002" ? "stays" : ids === "" ? "is lost" : `leaves ${ids}`
  },

  "a write in a read-only transaction": async ({ readOnly }) => {
    if (readOnly === undefined) return undefined
    return await outcome(readOnly("insert into items (id, title) values (8000003, 'written')"), "is done", "is refused")
  },

  "a commit after an error that was swallowed": async ({ transaction }) => {
    const work = transaction(async (run) => {
      await run("insert into items (id, title) values (8000004, 'lost')")
      await run("select 1 / 0").catch(() => {})
    })
    return await outcome(work, "looks done, and is rolled back", "throws")
  },

  "a statement of 2 s under a statement_timeout of 0.3 s": async ({ transaction }) => {
    let took = 0
    const slow = transaction(async (run) => {
      await run("set local statement_timeout = 300")
      const startedAt = performance.now()
      try {
        await run("select pg_sleep(2)")
      } finally {
        took = performance.now() - startedAt
      }
    })
    const seen = await outcome(slow, "runs to its end", "is stopped")
    return `${seen} after ${(took / 1000).toFixed(1)} s`
  },

  "jsonb 100,000 levels deep": async ({ sql }) => {
    await sql("create table deep (doc jsonb)")
    const doc = `${"[".repeat(100_000)}${"]".repeat(100_000)}`
    const seen = await outcome(
      sql("insert into deep values ($1) returning 1 as one", [doc]).then((rows) => {
        if (rows.length === 0) throw new Nothing()
      }),
      "is stored",
      "is refused"
    )
    const next = await outcome(
      sql("select 1 as one").then(([row]) => void row.one),
      "works",
      "fails"
    )
    return `${seen}; the next statement ${next}`
  },

  "the root database awaited inside a transaction": async ({ inserted, transaction }) =>
    await outcome(
      transaction(async () => {
        await inserted(8_000_005)
      }),
      "runs outside of it",
      "throws"
    ),

  "idle_in_transaction_session_timeout of 300 ms": async ({ sql, transaction }) => {
    const seen = await outcome(
      transaction(async (run) => {
        await run("set local idle_in_transaction_session_timeout = 300")
        await after(1_000)
        await run("select 1")
      }),
      "is ignored",
      "is refused"
    )
    await sql("select 1")
    return seen
  }
}

export const behaviourNames = Object.keys(behaviours)

/** Looks at one of them. */
export const lookAt = (name: string, peer: Peer, directory: string): Promise<Seen> =>
  behaviours[name]!(subjectOf(peer, join(directory, "pg")))

const count = (rows: bigint | undefined) => (rows === undefined ? undefined : Number(rows))

const threeRows = "update items set done = true where id in (1, 2, 3)"

const subjectOf = (peer: Peer, directory: string): Subject => {
  const { kysely, sql } = peer
  const common = {
    sql,
    directory,
    inserted: (id: number) => peer.insert(id),
    syncs: peer.syncs ?? (async () => syncsHere)
  }
  if (kysely === undefined)
    return {
      ...common,
      touchThree: () => peer.written!(threeRows),
      transaction: (work) => peer.transaction!(work),
      readOnly: undefined
    }
  return {
    ...common,
    touchThree: async () => count((await raw.raw(threeRows).execute(kysely)).numAffectedRows),
    transaction: (work) =>
      kysely
        .transaction()
        .execute((transaction) => work(async (text) => (await raw.raw(text).execute(transaction)).rows)),
    readOnly: (text) =>
      kysely
        .transaction()
        .setAccessMode("read only")
        .execute(async (transaction) => void (await raw.raw(text).execute(transaction)))
  }
}

class Nothing extends Error {}

/** What became of it. What has not ended after three seconds never will. */
const outcome = async (work: Promise<unknown>, done: string, failed: string): Promise<string> => {
  const settled = work.then(
    () => done,
    (error) => (error instanceof Nothing ? "gives no row and no error" : `${failed}${codeOf(error)}`)
  )
  return await Promise.race([settled, after(3_000).then(() => "hangs")])
}

const codeOf = (error: unknown): string => {
  const code = (error as { readonly code?: unknown } | null)?.code
  if (typeof code === "string") return ` (${code})`
  return error instanceof Error && error.name !== "Error" ? ` (${error.name})` : ""
}

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Syncs that this thread has asked of the system: PGlite runs in it. */
let syncsHere = 0

const fs = createRequire(import.meta.url)("node:fs")
for (const name of ["fsyncSync", "fdatasyncSync"]) {
  const sync = fs[name]
  fs[name] = (...args: ReadonlyArray<unknown>) => {
    syncsHere++
    return sync(...args)
  }
}
