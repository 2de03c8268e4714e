import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { homedir, tmpdir } from "node:os"
import { join } from "node:path"
import { AuditKeyUnusable } from "@genie/audit/contract"
import { Pglite } from "@genie/pglite"
import { PgliteDialect } from "@genie/pglite/kysely"
import type { Run } from "@genie/store/model"
import { freshDatabase } from "@genie/store/testing"
import { Effect, Exit, Scope } from "effect"
import { Kysely, sql } from "kysely"
import { afterAll, describe, expect, inject, it } from "vitest"
import { openScheduler, RunNotFound, type Scheduler } from "../src/index.ts"

const backends: ReadonlyArray<readonly [string, () => Promise<string>]> = [
  ["pglite", async () => "memory:"],
  ...inject("geniePostgres").map(({ major }) => [`postgres ${major}`, () => databaseOn(major)] as const)
]

const scope = Effect.runSync(Scope.make())
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))
const databaseOn = (major: number) => Effect.runPromise(Scope.provide(freshDatabase({ major }), scope))

const open = async (database: () => Promise<string>) =>
  openScheduler({ database: await database(), auditKey: "7e".repeat(32), actor: "service:shop" })

/** The run once it is so. Its worker says when: there is nothing to sleep for. */
const until = async (genie: Scheduler, run: string, isSo: (run: Run) => boolean): Promise<Run> => {
  for (;;) {
    const found = await genie.runs.show({ run })
    if (isSo(found)) return found
    await new Promise((resume) => setImmediate(resume))
  }
}

const isFinished = ({ finishedAt }: Run) => finishedAt !== null

describe.each(backends)("A program's scheduler on %s", (_name, database) => {
  it("does runs by handlers: what one answers is the result, what it throws fails the run", async () => {
    await using genie = await open(database)
    await using _worker = await genie.work({
      queues: {
        double: ({ payload }) => ({ doubled: (payload as { n: number }).n * 2 }),
        broken: () => {
          throw new Error("The printer is on fire")
        }
      }
    })

    const [good, bad] = (
      await genie.runs.enqueueMany({ runs: [{ queue: "double", payload: { n: 21 } }, { queue: "broken" }] })
    ).ids

    expect(await until(genie, good!, isFinished)).toMatchObject({ state: "succeeded", result: { doubled: 42 } })
    expect(await until(genie, bad!, isFinished)).toMatchObject({
      state: "failed",
      failureKind: "handler",
      failureMessage: "The printer is on fire"
    })
  })

  it("lets a handler say how far it is, to whoever follows the run, without what looks like a secret", async () => {
    await using genie = await open(database)
    const heard = Promise.withResolvers<void>()
    await using _worker = await genie.work({
      queues: {
        pages: async (_run, { say }) => {
          say("1 of 2, with password=hunter22")
          await heard.promise
          say("2 of 2")
        }
      }
    })
    const { id } = await genie.runs.enqueue({ queue: "pages" })

    const said: Array<string> = []
    for await (const { kind, text } of genie.runs.output({ run: id, follow: true })) {
      said.push(`${kind}: ${text}`)
      heard.resolve()
    }

    expect(said).toStrictEqual(["note: 1 of 2, with password=[redacted]", "note: 2 of 2"])
    expect(isFinished(await genie.runs.show({ run: id }))).toBe(true)
  })

  it("tells a handler that its run was cancelled, and why", async () => {
    await using genie = await open(database)
    const started = Promise.withResolvers<void>()
    await using _worker = await genie.work({
      queues: {
        slow: (_run, { signal }) => {
          started.resolve()
          return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)))
        }
      }
    })
    const { id } = await genie.runs.enqueue({ queue: "slow" })
    await started.promise

    await genie.runs.cancel({ run: id, reason: "wrong order" })

    expect(await until(genie, id, isFinished)).toMatchObject({ state: "cancelled", failureMessage: "wrong order" })
  })

  it("gives a handler one key for its work: when its worker had to leave, when it failed, and at a retry", async () => {
    await using genie = await open(database)
    const keys: Array<string> = []
    const began = Promise.withResolvers<void>()
    const charge = {
      charge: async (_run: unknown, { idempotencyKey, signal }: { idempotencyKey: string; signal: AbortSignal }) => {
        keys.push(idempotencyKey)
        if (keys.length > 1) throw new Error("The bank is closed")
        began.resolve()
        await new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)))
      }
    }
    const first = await genie.work({ queues: charge, drainMs: 0 })
    const { id } = await genie.runs.enqueue({ queue: "charge", payload: { order: 7 } })
    await began.promise
    await first.stop()

    await using _worker = await genie.work({ queues: charge })
    const [second] = (await genie.runs.list({ queue: "charge" })).items
    await until(genie, second!.id, isFinished)
    const third = await genie.runs.retry({ run: second!.id })
    await until(genie, third.id, isFinished)

    expect(second!.id).not.toBe(id)
    expect(keys).toStrictEqual([`${id}:main`, `${id}:main`, `${id}:main`])
  })

  it("a run that takes a while is shown as running", async () => {
    await using genie = await open(database)
    const release = Promise.withResolvers<void>()
    await using _worker = await genie.work({ queues: { long: () => release.promise } })
    const { id } = await genie.runs.enqueue({ queue: "long" })

    const running = await until(genie, id, ({ state }) => state === "running")
    release.resolve()

    expect(running.startedAt).not.toBeNull()
    expect(await until(genie, id, isFinished)).toMatchObject({ state: "succeeded" })
  })

  it("a worker that is to leave finishes what it began, and gives the rest back", async () => {
    await using genie = await open(database)
    const began = Promise.withResolvers<void>()
    const release = Promise.withResolvers<string>()
    const worker = await genie.work({
      slots: 1,
      prefetch: 2,
      queues: {
        jobs: () => {
          began.resolve()
          return release.promise
        }
      }
    })
    const { ids } = await genie.runs.enqueueMany({ runs: [{ queue: "jobs" }, { queue: "jobs" }] })
    await began.promise

    const stopping = worker.stop()
    release.resolve("done")
    await stopping

    const states = await Promise.all(ids.map(async (run) => (await genie.runs.show({ run })).state))
    expect(states).toStrictEqual(["succeeded", "queued"])
  })

  it("fires a schedule by itself, again and again", async () => {
    await using genie = await open(database)
    const twice = Promise.withResolvers<void>()
    let fired = 0
    await using _worker = await genie.work({
      queues: {
        beat: () => {
          if (++fired === 2) twice.resolve()
        }
      }
    })

    await genie.schedules.create({ name: "heartbeat", every: "1s", queue: "beat" })
    await twice.promise

    const { items } = await genie.schedules.triggers({ schedule: "heartbeat" })
    const instants = items.map(({ scheduledFor }) => scheduledFor.getTime())
    expect(instants).toStrictEqual(instants.map((_, n) => instants[0]! - n * 1_000))
  })

  it("joins the caller's own transaction: a rollback takes the run along, a commit keeps it", async () => {
    await using genie = await open(database)
    const shop: Kysely<any> = genie.kysely
    await sql`create table orders (id int primary key)`.execute(shop)
    const order = (id: number, fails: boolean) =>
      shop.transaction().execute(async (trx) => {
        await trx.insertInto("orders").values({ id }).execute()
        const run = await genie.within(trx).runs.enqueue({ queue: "receipts", payload: { order: id } })
        if (fails) throw Object.assign(new Error("out of stock"), { run: run.id })
        return run.id
      })

    const rolledBack: { run: string } = await order(1, true).catch((error) => error)
    const kept = await order(2, false)

    await expect(genie.runs.show({ run: rolledBack.run })).rejects.toBeInstanceOf(RunNotFound)
    expect((await genie.runs.show({ run: kept })).payload).toStrictEqual({ order: 2 })
    expect(await shop.selectFrom("orders").selectAll().execute()).toStrictEqual([{ id: 2 }])
  })

  it("refuses a bad argument by its field, before anything is done", async () => {
    await using genie = await open(database)

    await expect(genie.schedules.create({ name: "x", cron: "61 * * * *", run: "true" })).rejects.toMatchObject({
      _tag: "InvalidInput",
      field: "cron"
    })
    await expect(genie.runs.enqueue({ queue: "" })).rejects.toMatchObject({ _tag: "InvalidInput", field: "queue" })
  })
})

describe("A scheduler on a program's own Kysely", () => {
  it("asks where its audit key is, before it touches the database or a home directory", async () => {
    await using database = await Pglite.open()
    const kysely = new Kysely<any>({ dialect: new PgliteDialect(database) })
    const keys = join(homedir(), ".genie/keys")
    const before = existsSync(keys)

    const refused = await openScheduler({ kysely }).catch((error: unknown) => error)

    expect(refused).toBeInstanceOf(AuditKeyUnusable)
    expect(String(refused)).toContain("Pass `auditKey` (32 bytes in base64 or hex")
    expect(String(refused)).toContain("or `directory`")
    expect(existsSync(keys)).toBe(before)
    expect((await database.query("select 1 from pg_namespace where nspname = 'genie'")).rows).toEqual([])
  })

  it("is sealed with the key in the directory that was named, and needs the same one from then on", async () => {
    await using database = await Pglite.open()
    const kysely = new Kysely<any>({ dialect: new PgliteDialect(database) })
    const directory = mkdtempSync(join(tmpdir(), "genie-host-"))
    try {
      await (await openScheduler({ kysely, directory, daemon: false }))[Symbol.asyncDispose]()
      const other = await openScheduler({ kysely, auditKey: "7e".repeat(32) }).catch((error: unknown) => error)

      expect(readdirSync(join(directory, "keys"))).toEqual([expect.stringMatching(/^audit-[0-9a-f]{16}\.key$/)])
      expect(other).toMatchObject({ _tag: "AuditKeyMismatch" })
    } finally {
      rmSync(directory, { recursive: true })
    }
  })
})
