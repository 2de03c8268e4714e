// Maintenance on the engine itself, in this thread, on a directory. The clock is the test's own: nothing happens unless it
// is asked to.
import { readdirSync, statSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { PGlite } from "@electric-sql/pglite"
import { beforeAll, describe, expect, onTestFinished, test } from "vitest"
import type { MaintenanceLimits } from "../src/maintenance/MaintenanceLimits.ts"
import { Maintenance } from "../src/worker/Maintenance.ts"
import { openEngine } from "../src/worker/openEngine.ts"
import { temporaryDirectory } from "./temporaryDirectory.ts"

const MB = 1024 * 1024

let template: Uint8Array
let compiling: Parameters<typeof openEngine>[1]
beforeAll(async () => {
  const pglite = await PGlite.create()
  template = new Uint8Array(await (await pglite.dumpDataDir("none")).arrayBuffer())
  compiling = Reflect.get(globalThis, "WebAssembly").compile(
    await readFile(new URL("pglite.wasm", import.meta.resolve("@electric-sql/pglite")))
  )
  await pglite.close()
})

const open = async ({
  directory = join(temporaryDirectory(), "pg"),
  isNew = true,
  limits = {},
  took = () => 0
}: {
  readonly directory?: string
  readonly isNew?: boolean
  readonly limits?: Partial<MaintenanceLimits>
  /** How long a statement of the maintenance takes. */
  readonly took?: (sql: string) => number
} = {}) => {
  const engine = await openEngine(
    {
      directory,
      template: isNew ? template : undefined,
      durability: "process-crash",
      extensions: {},
      maintenance: false,
      wasm: undefined,
      marks: new SharedArrayBuffer(16)
    },
    compiling
  )
  let isOpen = true
  const close = async () => {
    if (isOpen) await engine.close()
    isOpen = false
  }
  onTestFinished(close)
  const { files, session } = engine

  let now = 0
  const asked: Array<string> = []
  const maintenance = new Maintenance({
    postgres: {
      exec: (sql) => {
        asked.push(sql)
        now += took(sql)
        return session.exec(sql)
      }
    },
    walSegment: () => files?.walSegment,
    clock: () => now,
    date: () => Date.parse("2026-11-21T12:00:00Z"),
    limits
  })
  return {
    close,
    directory,
    engine,
    maintenance,
    run: (sql: string) => {
      session.exec(sql)
      maintenance.afterStatement({ isInTransaction: session.isInTransaction })
    },
    number: (sql: string) => Number(Object.values(session.exec(sql)[0] ?? {})[0]),
    pass: (ms: number) => {
      now += ms
    },
    /** Steps that were taken since the last time. */
    steps: () => asked.splice(0).filter((sql) => /^(checkpoint|vacuum|analyze)/.test(sql)),
    /** All that was asked since the last time. */
    asked: () => asked.splice(0),
    /** Nothing happens for an hour. Returns how many steps that took. */
    rest: () => {
      for (let turns = 1; ; turns++) {
        const inMs = maintenance.idle()
        if (inMs === undefined || inMs > 3_600_000) return turns
        now += inMs
      }
    }
  }
}

const walBytes = (directory: string): number => {
  const log = join(directory, "pg_wal")
  return readdirSync(log)
    .map((name) => statSync(join(log, name)))
    .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0)
}

/** About 12 MB of table and log. */
const insertMegabytes = "insert into notes (body) select repeat(md5(random()::text), 30) from generate_series(1, 12000)"

describe("the log", () => {
  test.each([
    ["by many who are never idle", (sql: ReadonlyArray<string>) => sql],
    ["in one transaction", (sql: ReadonlyArray<string>) => ["begin isolation level serializable", ...sql, "commit"]]
  ])("stays under 256 MB while 480 MB are written %s", async (_, wrapped) => {
    const { directory, number, run } = await open()
    run("create table notes (id serial primary key, body text)")
    const start = number("select pg_current_wal_insert_lsn() - '0/0'")

    let most = 0
    for (const sql of wrapped(Array.from({ length: 40 }, () => insertMegabytes))) {
      run(sql)
      most = Math.max(most, walBytes(directory))
    }

    expect(number("select pg_current_wal_insert_lsn() - '0/0'") - start).toBeGreaterThan(400 * MB)
    expect(number("select count(*) from notes")).toBe(480_000)
    expect(most).toBeLessThanOrEqual(256 * MB)
    expect(most).toBeGreaterThan(100 * MB)
  })

  test("shrinks to the next checkpoint in an idle gap once it has grown to 64 MB", async () => {
    const { maintenance, pass, rest, run, steps } = await open()
    run("create table notes (id serial primary key, body text)")
    for (let i = 0; i < 6; i++) run(insertMegabytes)
    expect(steps()).toEqual([])

    pass(1_000)
    rest()

    expect(steps()).toContain("checkpoint")
    expect(maintenance.health().walSinceCheckpointBytes).toBeLessThan(16 * MB)
  })

  test("is checkpointed five minutes after something was written, however little", async () => {
    const { maintenance, pass, run, steps } = await open()
    pass(1_000)
    while (maintenance.idle() !== undefined) pass(10_000)
    steps()

    run("create table notes (id serial primary key, body text)")
    pass(300_000)
    const inMs = maintenance.idle()

    expect(steps()).toEqual(["checkpoint"])
    expect(inMs).toBeUndefined()
  })

  test("is left alone when nothing was written", async () => {
    const { pass, rest, run, steps } = await open()
    pass(1_000)
    rest()
    steps()

    pass(3_600_000)
    run("select 1")
    rest()

    expect(steps()).toEqual([])
  })

  test("survives a checkpoint that is due in a transaction that has failed", async () => {
    const { engine, maintenance, number, pass, run, steps } = await open({ limits: { walInTransactionBytes: 16 * MB } })
    run("create table notes (id serial primary key, body text)")
    engine.session.exec("begin")
    engine.session.exec(insertMegabytes)
    engine.session.exec(insertMegabytes)
    expect(() => engine.session.exec("select 1 / 0")).toThrow("division by zero")

    maintenance.afterStatement({ isInTransaction: true })
    engine.session.exec("rollback")
    pass(60_000)
    run("select 1")

    expect(number("select count(*) from notes")).toBe(0)
    expect(maintenance.health().maintenanceError).toBeUndefined()
    expect(steps().filter((sql) => sql === "checkpoint")).toHaveLength(1)
  })
})

describe("dead rows", () => {
  test("are gone after the next idle gap", async () => {
    const { maintenance, pass, rest, run } = await open()
    run("create table notes (id serial primary key, body text)")
    run("insert into notes (body) select 'a' from generate_series(1, 1000)")
    run("update notes set body = 'b'")
    pass(1_000)
    const before = maintenance.health()

    rest()

    const after = maintenance.health()
    expect(before.worstTable).toMatchObject({ table: "public.notes", deadTuples: 1_000 })
    expect(after.deadTuples).toBeLessThan(50)
    expect(after.worstTable?.table).not.toBe("public.notes")
    expect(after.vacuum).toBeDefined()
  })

  test("of before the last start are found, though the engine has forgotten them", async () => {
    const { close, directory, number, run } = await open()
    run("create table notes (id serial primary key, body text)")
    run("insert into notes (body) select repeat('a', 500) from generate_series(1, 10000)")
    run("delete from notes")
    expect(number("select pg_relation_size('notes')")).toBeGreaterThan(5 * MB)
    await close()

    const next = await open({ directory, isNew: false })
    next.pass(1_000)
    next.rest()

    expect(next.number("select pg_relation_size('notes')")).toBe(0)
    expect(next.steps()).toContain("analyze public.notes")
  })

  test("of a hot table are vacuumed without any idle gap, too, but no more often than twice a second", async () => {
    const { maintenance, pass, run, steps } = await open()
    run("create table notes (id serial primary key, body text)")
    run("insert into notes (body) select 'a' from generate_series(1, 1000)")
    pass(1_000)

    for (let i = 0; i < 100; i++) {
      run("update notes set body = 'b'")
      pass(100)
    }

    const taken = steps().filter((sql) => sql.endsWith(" public.notes"))
    const vacuums = taken.filter((sql) => sql.startsWith("vacuum")).length
    expect(vacuums).toBeGreaterThanOrEqual(8)
    expect(vacuums).toBeLessThanOrEqual(20)
    expect(taken.filter((sql) => sql.startsWith("analyze"))).toHaveLength(1)
    expect(maintenance.health().deadTuples).toBeLessThan(10_000)
  })

  test("of the catalogs are vacuumed like others: temporary tables leave many", async () => {
    const { number, pass, rest, run } = await open()
    pass(1_000)
    rest()
    const bytes = () => number("select pg_relation_size('pg_attribute')")
    const before = bytes()

    for (let i = 0; i < 10; i++) {
      for (let j = 0; j < 20; j++) run(`create temporary table t (${columns(50)}); drop table t`)
      rest()
      pass(60_000)
    }

    // 10,000 columns came and went: 1.5 MB without a vacuum.
    expect(bytes() - before).toBeLessThan(0.7 * MB)
  })

  test("and rows are frozen long before transaction ids come round", async () => {
    const { number, pass, rest, run } = await open({ limits: { freezeAge: 200 } })
    run("create table notes (id serial primary key, body text)")
    for (let i = 0; i < 300; i++) run("insert into notes (body) values ('a')")
    expect(number("select age(relfrozenxid) from pg_class where oid = 'notes'::regclass")).toBeGreaterThan(200)

    pass(1_000)
    rest()

    expect(number("select age(relfrozenxid) from pg_class where oid = 'notes'::regclass")).toBeLessThan(10)
  })
})

describe("the time it takes", () => {
  test("is none after a statement: the engine is asked nothing", async () => {
    const { asked, maintenance, run } = await open()
    run("create table notes (id serial primary key, body text)")

    for (let i = 0; i < 10_000; i++) maintenance.afterStatement({ isInTransaction: i % 2 === 0 })

    expect(asked()).toEqual([])
  })

  test("is one step in an idle gap, and nine times as long for others after it", async () => {
    const { maintenance, pass, run, steps } = await open({ took: (sql) => (/^(vacuum|analyze)/.test(sql) ? 20 : 0) })
    for (const table of ["notes", "tags"]) {
      run(`create table ${table} (id serial primary key, body text)`)
      run(`insert into ${table} (body) select 'a' from generate_series(1, 1000)`)
      run(`delete from ${table}`)
    }
    pass(1_000)

    const inMs = maintenance.idle()
    const taken = steps()
    const tooSoon = maintenance.idle()

    expect(taken).toEqual([expect.stringMatching(/public.(notes|tags)$/)])
    expect(inMs).toBeCloseTo(180)
    expect(tooSoon).toBeCloseTo(180)
    expect(steps()).toEqual([])
  })

  test("is nothing right after the engine was opened", async () => {
    const { maintenance, run, steps } = await open()
    run("create table notes (id serial primary key, body text)")
    run("insert into notes (body) select 'a' from generate_series(1, 10000)")

    const inMs = maintenance.idle()

    expect(inMs).toBe(1_000)
    expect(steps()).toEqual([])
  })

  test("waits for an idle gap the longer, the longer the step may be", async () => {
    const { pass, run, steps } = await open()
    run("create table notes (id serial primary key, body text)")
    run("insert into notes (body) select repeat('a', 500) from generate_series(1, 50000)")
    run("update notes set body = 'b'")
    pass(3_000)

    run("select 1")
    const soon = steps()
    for (let i = 0; i < 100; i++) {
      pass(1_000)
      run("select 1")
    }

    expect(soon.filter((sql) => sql.endsWith("public.notes"))).toEqual([])
    expect(steps().some((sql) => /^vacuum .* public.notes$/.test(sql))).toBe(true)
  })
})

test("a step that fails is remembered, and tried again later", async () => {
  const { maintenance, pass, run, steps } = await open()
  run("create table notes (id int, body text)")
  run(`create function checked(int) returns int immutable language plpgsql as
    $$ begin if $1 > 900 then raise 'Note % is too large.', $1; end if; return $1; end $$`)
  run("create index on notes (checked(id)) where id < 0")
  run("insert into notes select n, 'a' from generate_series(1, 1000) n")
  run("alter table notes alter id set statistics 100")
  run("create statistics notes_checked on checked(id), body from notes")
  pass(1_000)

  const waits = [maintenance.idle(), maintenance.idle()]
  const taken = steps()
  pass(10_000)
  maintenance.idle()

  expect(taken.filter((sql) => sql === "analyze public.notes")).toHaveLength(1)
  expect(waits[1]).toBeDefined()
  expect(maintenance.health().maintenanceError).toEqual({
    step: "analyze public.notes",
    at: Date.parse("2026-11-21T12:00:00Z"),
    code: "P0001",
    message: expect.stringMatching(/^Note \d+ is too large/)
  })
  expect(steps()).toContain("analyze public.notes")
})

test("a checkpoint for which there is no room on the disk is tried again after ten seconds, not before", async () => {
  const { maintenance, pass, run, steps } = await open({
    took: (sql) => {
      if (sql === "checkpoint") throw Object.assign(new Error("No space left on device"), { code: "53100" })
      return 0
    }
  })
  run("create table notes (id serial primary key, body text)")
  pass(301_000)
  let inMs: number | undefined = 0
  while (maintenance.health().maintenanceError === undefined) {
    pass(inMs ?? 0)
    inMs = maintenance.idle()
  }
  steps()

  const tooSoon = maintenance.idle()
  const before = steps()
  pass(10_000)
  maintenance.idle()

  expect([inMs, tooSoon]).toEqual([10_000, 10_000])
  expect(before).toEqual([])
  expect(steps()).toEqual(["checkpoint"])
  expect(maintenance.health().maintenanceError).toMatchObject({ step: "checkpoint", code: "53100" })
})

test("whatever is thrown without a code goes through: the engine has stopped", async () => {
  const { maintenance, pass } = await open({
    took: (sql) => {
      if (sql.startsWith("vacuum")) throw new Error("the engine stopped")
      return 0
    }
  })
  pass(1_000)

  expect(() => maintenance.idle()).toThrow("the engine stopped")
})

test("health says how large, how old and how full of dead rows the database is, and can be sent to another thread", async () => {
  const { directory, maintenance, pass, rest, run } = await open()
  run("create table notes (id serial primary key, body text)")
  run("insert into notes (body) select 'a' from generate_series(1, 1000)")
  pass(1_000)
  rest()
  run("delete from notes where id <= 30")

  const health = structuredClone(maintenance.health())

  expect(health).toMatchObject({
    walBytes: walBytes(directory),
    worstTable: { table: "public.notes", liveTuples: expect.any(Number), deadTuples: 30 },
    maintenanceError: undefined
  })
  expect(health.deadTuples).toBeGreaterThanOrEqual(30)
  expect(health.databaseBytes).toBeGreaterThan(5 * MB)
  expect(health.oldestTransactionAge).toBeGreaterThan(0)
  expect(health.walSinceCheckpointBytes).toBeGreaterThan(0)
  expect(health.checkpoint.at).toBeGreaterThan(Date.parse("2026-01-01T00:00:00Z"))
})

const columns = (count: number) => Array.from({ length: count }, (_, index) => `c${index} int`).join(", ")
