import { layerAuditRepositories } from "@genie/store/audit"
import { Db, Notifications } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Fiber, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import { sql } from "kysely"
import { expect } from "vitest"
import { AuditLog, FEED_START, type FeedItem } from "../src/contract/AuditGroup.ts"
import { FEED_POLL_MS, makeFeed } from "../src/feed/Feed.ts"
import { Audit } from "../src/service/Audit.ts"
import { AuditLogLive } from "../src/service/AuditLogLive.ts"
import { auditLayer, created, project } from "./fixtures.ts"

const layer = Layer.mergeAll(AuditLogLive, Notifications.layer, layerAuditRepositories).pipe(
  Layer.provideMerge(auditLayer)
)

onEveryBackend("The feed", layer, (it, backend) => {
  it.effect("is every entry of every log, in order and without a gap, from the start or after any cursor", () =>
    Effect.gen(function* () {
      const { append, a, b } = yield* start("FA", "FB")
      for (const n of [1, 2, 3]) yield* Effect.andThen(append(`a${n}`, a), append(`b${n}`, b))

      const all = yield* pages(FEED_START, 2)

      const mine = all.filter(({ data }) => data.project === a || data.project === b)
      expect(mine.map(({ data }) => data.target.id)).toEqual(["a1", "b1", "a2", "b2", "a3", "b3"])
      for (const [index, { id }] of all.entries()) {
        expect((yield* pages(id, 100)).map(({ data }) => data.id)).toEqual(
          all.slice(index + 1).map(({ data }) => data.id)
        )
      }
    })
  )

  it.effect("tells what is committed while somebody follows it", () =>
    Effect.gen(function* () {
      const { append, a } = yield* start("LIVE")
      const audit = yield* AuditLog
      const { cursor } = yield* audit.position({})
      const follower = yield* Effect.forkChild(collect(cursor, a, 3))

      for (const name of ["one", "two", "three"]) {
        yield* append(name, a)
        yield* TestClock.adjust(FEED_POLL_MS)
      }

      expect(yield* Fiber.join(follower)).toEqual(["one", "two", "three"])
    })
  )

  it.effect("tells nothing old to whoever has no cursor", () =>
    Effect.gen(function* () {
      const { append, a } = yield* start("NEW")
      yield* append("old", a)
      const audit = yield* AuditLog
      const items = yield* audit.feed({})
      yield* append("new", a)

      const [first] = yield* Stream.runCollect(Stream.take(items, 1))

      expect(first!.data.target.id).toBe("new")
    })
  )

  it.effect("refuses what is no cursor of this database", () =>
    Effect.gen(function* () {
      const audit = yield* AuditLog

      for (const after of ["", "nonsense", "AAAA"]) {
        expect(yield* Effect.flip(audit.feed({ after }))).toMatchObject({ _tag: "InvalidInput", field: "after" })
      }
    })
  )

  it.effect("says where to go on when entries after a cursor are gone", () =>
    Effect.gen(function* () {
      const { append, a } = yield* start("GONE")
      const db = yield* Db
      const audit = yield* AuditLog
      const { cursor } = yield* audit.position({})
      for (const name of ["1", "2", "3"]) yield* append(name, a)
      yield* db.all(() => sql`alter table genie.audit_events disable trigger user`)
      yield* db.all(
        () =>
          sql`delete from genie.audit_details where event_id in (select e.id from genie.audit_events e join genie.audit_logs l on l.id = e.log_id where l.project_id = ${a} and e.seq <= 2)`
      )
      yield* db.all(
        () =>
          sql`delete from genie.audit_events e using genie.audit_logs l where l.id = e.log_id and l.project_id = ${a} and e.seq <= 2`
      )
      yield* db.all(() => sql`alter table genie.audit_events enable trigger user`)

      const gone = yield* Effect.flip(audit.feed({ after: cursor }))

      expect(gone).toMatchObject({ _tag: "CursorGone", status: 410 })
      if (gone._tag !== "CursorGone") return
      expect(
        (yield* pages(gone.restart, 10)).filter(({ data }) => data.project === a).map(({ data }) => data.seq)
      ).toEqual([3])
    })
  )

  if (backend !== "pglite") {
    it.effect("misses nothing that was committed, however many write at once", () =>
      Effect.gen(function* () {
        const db = yield* Db
        const audit = yield* Audit
        const logs = yield* Effect.forEach(["IA", "IB", "IC", "ID"], project)
        const log = yield* AuditLog
        const { cursor } = yield* log.position({})
        const writer = (n: number) =>
          Effect.forEach(Array.from({ length: 25 }), (_, round) =>
            audit
              .append(created(`${n}-${round}`, logs[(n + round) % logs.length]!))
              .pipe(
                Effect.andThen(round % 5 === 0 ? Effect.fail("rolled back") : Effect.void),
                db.transaction,
                Effect.ignore
              )
          )
        const follower = yield* Effect.forkChild(
          Stream.runCollect(
            Stream.take(
              Stream.filter(yield* log.feed({ after: cursor }), ({ data }) => data.action === "schedule.created"),
              16 * 20
            )
          )
        )

        yield* Effect.forEach(Array.from({ length: 16 }), (_, n) => writer(n), { concurrency: "unbounded" })
        yield* TestClock.adjust(FEED_POLL_MS)
        const items = yield* Fiber.join(follower)

        const expected = Array.from({ length: 16 }, (_, n) =>
          Array.from({ length: 25 }, (_, round) => `${n}-${round}`).filter((_, round) => round % 5 !== 0)
        ).flat()
        expect(items.map(({ data }) => data.target.id).sort()).toEqual(expected.sort())
        for (const id of logs) {
          const seqs = items.filter(({ data }) => data.project === id).map(({ data }) => data.seq)
          expect(seqs).toEqual(seqs.map((_, index) => index + 1))
        }
      })
    )
  }
})

onEveryBackend("Reading the audit log", layer, (it) => {
  it.effect("lists what happened, newest first, page by page", () =>
    Effect.gen(function* () {
      const { append, a } = yield* start("LIST")
      for (const name of ["1", "2", "3", "4", "5"]) yield* append(name, a)
      const log = yield* AuditLog

      const first = yield* log.list({ action: "schedule.created", limit: 2 })
      const second = yield* log.list({ action: "schedule.created", limit: 2, cursor: first.next! })
      const third = yield* log.list({ action: "schedule.created", limit: 2, cursor: second.next! })

      const names = [first, second, third].map(({ items }) => items.map(({ target }) => target.id))
      expect(names).toEqual([["5", "4"], ["3", "2"], ["1"]])
      expect(third.next).toBeNull()
    })
  )

  it.effect("lists only what was asked for", () =>
    Effect.gen(function* () {
      const { append, a } = yield* start("FILTER")
      yield* append("needle", a)
      const log = yield* AuditLog

      const byTarget = yield* log.list({ targetType: "schedule", targetId: "needle" })
      const byActor = yield* log.list({ actor: "nobody" })

      expect(byTarget.items.map(({ target }) => target.id)).toEqual(["needle"])
      expect(byActor.items).toEqual([])
    })
  )

  it.effect("shows one event with its details, who did it and when", () =>
    Effect.gen(function* () {
      const { append, a } = yield* start("SHOW")
      yield* append("shown", a)
      const log = yield* AuditLog
      const [listed] = (yield* log.list({ targetId: "shown" })).items

      const event = yield* log.show({ event: listed!.id })

      expect(event).toMatchObject({
        project: a,
        seq: 1,
        actor: { kind: "human", handle: "ana" },
        action: "schedule.created",
        details: { name: "shown" }
      })
      expect(event.at).toBeInstanceOf(Date)
    })
  )

  it.effect("refuses what is no cursor and no event", () =>
    Effect.gen(function* () {
      const log = yield* AuditLog

      expect((yield* Effect.flip(log.list({ cursor: "x" })))._tag).toBe("InvalidInput")
      expect((yield* Effect.flip(log.show({ event: "x" })))._tag).toBe("AuditEventNotFound")
    })
  )
})

/** Projects, and how to record something in one. */
const start = Effect.fnUntraced(function* (first: string, second?: string) {
  const db = yield* Db
  const audit = yield* Audit
  const a = yield* project(first)
  const b = second === undefined ? a : yield* project(second)
  return { a, b, append: (name: string, log: string) => audit.append(created(name, log)).pipe(db.transaction) }
})

/** Everything there is after the cursor, read in pages of this size. */
const pages = Effect.fnUntraced(function* (after: string, limit: number) {
  const { instance } = yield* Audit
  const feed = yield* makeFeed(instance.id)
  const items: Array<FeedItem> = []
  for (let cursor = after; ; ) {
    const page = yield* feed.page(cursor, limit)
    if (page.items.length === 0) return items
    items.push(...page.items)
    cursor = page.cursor
  }
})

/** The names of the next events of a project. */
const collect = Effect.fnUntraced(function* (after: string, project: string, count: number) {
  const log = yield* AuditLog
  const items = Stream.filter(
    yield* log.feed({ after }),
    ({ data }) => data.project === project && data.action !== "log.created"
  )
  return (yield* Stream.runCollect(Stream.take(items, count))).map(({ data }) => data.target.id)
})
