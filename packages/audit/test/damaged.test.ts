// An entry that somebody made unreadable is shown as damaged, and hides nothing around it.
import { Db } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Layer, Stream } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import { AuditLog, FEED_START } from "../src/contract/AuditGroup.ts"
import { Audit } from "../src/service/Audit.ts"
import { AuditLogLive } from "../src/service/AuditLogLive.ts"
import { auditLayer, created } from "./fixtures.ts"

const damages: ReadonlyArray<readonly [part: string, change: string]> = [
  ["details", "update genie.audit_details set details = '{' where event_id = (select id from entry)"],
  ["details", "update genie.audit_details set details = '' where event_id = (select id from entry)"],
  ["time", "update genie.audit_events set ts = 'infinity' where id = (select id from entry)"],
  ["time", "update genie.audit_events set ts = '0044-03-15 12:00:00 BC' where id = (select id from entry)"],
  ["outcome", "update genie.audit_events set outcome = 'perhaps' where id = (select id from entry)"]
]

onEveryBackend("A damaged entry", Layer.provideMerge(AuditLogLive, auditLayer), (it) => {
  it.effect("is listed, shown and followed as damaged, with every other", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const audit = yield* Audit
      const log = yield* AuditLog
      for (const [at, [part, change]] of damages.entries()) {
        const names = [`before-${at}`, `damaged-${at}`, `after-${at}`]
        for (const name of names) yield* db.transaction(audit.append(created(name)))

        yield* db.transaction(
          Effect.gen(function* () {
            yield* db.all(() => sql`alter table genie.audit_events disable trigger user`)
            yield* db.all(() => sql`alter table genie.audit_details disable trigger user`)
            yield* db.all(
              () => sql`alter table genie.audit_events drop constraint if exists audit_events_outcome_check`
            )
            yield* db.all(
              () => sql`
                with entry as (select id from genie.audit_events where target_id = ${`damaged-${at}`})
                ${sql.raw(change)}`
            )
          })
        )

        const { items } = yield* log.list({ limit: 3 })
        expect(items.map(({ target }) => target.id)).toStrictEqual(names.toReversed())
        expect(items.map(({ damage }) => damage)).toStrictEqual([undefined, [part], undefined])
        const shown = yield* log.show({ event: items[1]!.id })
        expect(shown.damage).toStrictEqual([part])
        expect(Number.isNaN(shown.at.getTime())).toBe(false)
      }

      const followed = yield* Stream.runCollect(Stream.take(yield* log.feed({ after: FEED_START }), damages.length * 3))
      expect(followed.filter(({ data }) => data.damage !== undefined)).toHaveLength(damages.length)
    })
  )
})
