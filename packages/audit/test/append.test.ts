import type { CurrentActor } from "@genie/operation"
import { Db, type Transaction } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Fiber } from "effect"
import { sql } from "kysely"
import { expect, expectTypeOf } from "vitest"
import { AuditKeyMismatch } from "../src/contract/refusals.ts"
import { event } from "../src/events/event.ts"
import { NotCanonical } from "../src/seal/canonicalJson.ts"
import { Audit } from "../src/service/Audit.ts"
import { type Receipt, Receipts } from "../src/service/Receipts.ts"
import { RequestId } from "../src/service/RequestId.ts"
import { auditLayer, bodies, created, project } from "./fixtures.ts"

const ScheduleCreated = event("schedule.created", { subject: "schedule", description: "A schedule.", changes: [] })

onEveryBackend("Appending to the audit log", auditLayer, (it) => {
  it.effect("an event is sealed with the change it records", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const audit = yield* Audit
      const shop = yield* project("SHOP")

      yield* audit.append({ ...created("backup", shop), requestId: "r-1" }).pipe(db.transaction)

      const [entry, ...others] = yield* bodies(shop)
      expect(others).toEqual([])
      expect(entry).toMatchObject({
        v: 1,
        instance: audit.instance.id,
        seq: 1,
        actor: { kind: "human", handle: "ana" },
        action: "schedule.created",
        target: { type: "schedule", id: "backup" },
        outcome: "done",
        request_id: "r-1",
        key_id: audit.instance.keyId
      })
      expect(entry.ts).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    })
  )

  it.effect("a new log is named in the system log", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const audit = yield* Audit
      const docs = yield* project("DOCS")

      yield* audit.ensureLog(docs).pipe(db.transaction)
      yield* audit.ensureLog(docs).pipe(db.transaction)

      const { id } = yield* db.one(
        () => sql<{ id: string }>`select id from genie.audit_logs where project_id = ${docs}`
      )
      const named = (yield* bodies(null)).filter(({ target }) => target.id === id)
      expect(named.map(({ action }) => action)).toEqual(["log.created"])
      expect(yield* bodies(docs)).toEqual([])
    })
  )

  it.effect("a rolled-back transaction leaves no event, and a rolled-back savepoint takes only its own along", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const audit = yield* Audit
      const log = yield* project("ROLL")
      const fails = (name: string) => Effect.andThen(audit.append(created(name, log)), Effect.fail("no" as const))

      yield* Effect.ignore(db.transaction(fails("lost")))
      yield* Effect.gen(function* () {
        yield* audit.append(created("first", log))
        yield* Effect.ignore(db.transaction(fails("lost with its savepoint")))
        yield* db.transaction(audit.append(created("second", log)))
      }).pipe(db.transaction)

      expect((yield* bodies(log)).map(({ target }) => target.id)).toEqual(["first", "second"])
    })
  )

  it.effect("a log made in a transaction that is rolled back is made again by the next one", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const audit = yield* Audit
      const log = yield* project("AGAIN")
      yield* db
        .transaction(Effect.andThen(audit.append(created("a", log)), sql1(db, "select 1 / 0")))
        .pipe(Effect.ignore)

      yield* db.transaction(audit.append(created("b", log)))

      expect((yield* bodies(log)).map(({ target }) => target.id)).toEqual(["b"])
    })
  )

  it.effect("inside a host's transaction the host's rollback takes the events, and its commit keeps them", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const audit = yield* Audit
      const context = yield* Effect.context<Db | CurrentActor>()
      const run = Effect.runPromiseWith(context)
      const log = yield* project("HOST")

      yield* Effect.promise(() =>
        db.kysely
          .transaction()
          .execute(async (trx) => {
            await run(db.within(trx)(audit.append(created("lost", log))))
            throw new Error("the host changed its mind")
          })
          .catch(() => {})
      )
      yield* Effect.promise(() =>
        db.kysely.transaction().execute((trx) => run(db.within(trx)(audit.append(created("kept", log)))))
      )

      expect((yield* bodies(log)).map(({ target }) => target.id)).toEqual(["kept"])
    })
  )

  it.effect("time moves forward by at least a microsecond from entry to entry", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const audit = yield* Audit
      const log = yield* project("TIME")

      yield* Effect.forEach(["a", "b", "c"], (name) => audit.append(created(name, log))).pipe(db.transaction)

      const times = (yield* bodies(log)).map(({ ts }) => ts)
      expect(new Set(times).size).toBe(3)
      expect(times).toEqual([...times].sort())
    })
  )

  it.effect("many things at once are one entry that seals their number and digest and keeps them as details", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const audit = yield* Audit
      const log = yield* project("BATCH")
      const items = Array.from({ length: 500 }, (_, run) => ({ run }))

      yield* audit
        .appendBatch({ log, action: "run.claimed", target: { type: "queue", id: "default" }, items })
        .pipe(db.transaction)

      const [entry, ...others] = yield* bodies(log)
      const kept = yield* db.one(
        () => sql<{ details: string }>`select details from genie.audit_details where event_id = ${entry.id}`
      )
      expect(others).toEqual([])
      expect(entry.batch).toMatchObject({ count: 500 })
      expect(JSON.parse(kept.details)).toEqual(items)
    })
  )

  it.effect("a thousand and one events of one transaction are all there", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const audit = yield* Audit
      const log = yield* project("MANY")

      yield* Effect.forEach(Array.from({ length: 1001 }), (_, n) => audit.append(created(`${n}`, log))).pipe(
        db.transaction
      )

      expect((yield* bodies(log)).map(({ seq }) => seq)).toEqual(Array.from({ length: 1001 }, (_, n) => n + 1))
    })
  )

  it.effect("a refusal is recorded after the rollback", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const audit = yield* Audit
      const log = yield* project("REFUSE")
      const refusal = new AuditKeyMismatch({ sealedWith: "a", present: [] })

      yield* Effect.andThen(audit.append(created("undone", log)), refusal).pipe(db.transaction, Effect.flip)
      yield* db.transaction(audit.recordRefusal(ScheduleCreated({ log, id: "undone" }), refusal))

      expect((yield* bodies(log)).map(({ outcome }) => outcome)).toEqual(["refused"])
    })
  )

  it.effect("receipts name the entries once they are committed, and the request they were part of", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const audit = yield* Audit
      const log = yield* project("RECEIPT")
      const receipts: Array<Receipt> = []

      yield* audit.append(created("backup", log)).pipe(
        Effect.tap(() => Effect.sync(() => expect(receipts).toEqual([]))),
        db.transaction,
        Effect.provideService(Receipts, receipts),
        Effect.provideService(RequestId, "r-7")
      )

      const [entry] = yield* bodies(log)
      expect(entry.request_id).toBe("r-7")
      const mine = receipts.filter((receipt) => receipt.log === entry.log)
      expect(mine).toEqual([{ log: entry.log, seq: 1, rowHmac: expect.stringMatching(/^[0-9a-f]{64}$/) }])
    })
  )

  it.effect("nothing is added to a log whose end was written by hand", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const audit = yield* Audit
      const log = yield* project("HAND")
      yield* audit.append(created("a", log)).pipe(db.transaction)
      yield* sql1(
        db,
        `update genie.audit_heads set size = 0, head_hmac = null where log_id = (select id from genie.audit_logs where project_id = '${log}')`
      )

      const exit = yield* Effect.exit(audit.append(created("b", log)).pipe(db.transaction))

      expect(String(exit)).toContain("genie audit verify")
    })
  )

  it.effect("details that have no canonical spelling are a defect of the caller", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const audit = yield* Audit

      const exit = yield* Effect.exit(audit.append({ ...created("a"), details: Number.NaN }).pipe(db.transaction))

      expect(String(exit)).toContain(NotCanonical.name)
    })
  )

  it.effect("of many who write at once into several logs, nobody forks one", (_) =>
    Effect.gen(function* () {
      const db = yield* Db
      const audit = yield* Audit
      const logs = yield* Effect.forEach(["FA", "FB", "FC"], project)
      const writer = (n: number) =>
        Effect.forEach(Array.from({ length: 12 }), (_, round) =>
          Effect.forEach(n % 2 ? logs : [...logs].reverse(), (log) => audit.append(created(`${n}-${round}`, log))).pipe(
            db.transaction
          )
        )

      const fibers = yield* Effect.forEach(Array.from({ length: 16 }), (_, n) => Effect.forkChild(writer(n)))
      yield* Effect.forEach(fibers, Fiber.join)

      for (const log of logs) {
        expect((yield* bodies(log)).map(({ seq }) => seq)).toEqual(Array.from({ length: 192 }, (_, n) => n + 1))
      }
    })
  )

  it("appending outside a transaction does not compile", () => {
    const work = Effect.flatMap(Audit, (audit) => audit.append(created("a")))

    expectTypeOf<Effect.Services<typeof work>>().toEqualTypeOf<Audit | Transaction | CurrentActor>()
  })
})

const sql1 = (db: Db["Service"], text: string) => db.all(() => sql.raw(text))
