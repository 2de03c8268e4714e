import { Db } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Context, Effect, Layer, Option } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import { AuditLog } from "../src/contract/AuditGroup.ts"
import type { VerifyReport } from "../src/contract/VerifyReport.ts"
import { Audit } from "../src/service/Audit.ts"
import { AuditLogLive } from "../src/service/AuditLogLive.ts"
import { auditLayer, created, project } from "./fixtures.ts"

const ENTRIES = 6

const logsLayer = Layer.suspend(() => TwoLogs.layer).pipe(
  Layer.provideMerge(AuditLogLive),
  Layer.provideMerge(auditLayer)
)

onEveryBackend("Verifying the audit logs", logsLayer, (it, backend) => {
  it.effect("says that untouched logs are whole, and how long they are", () =>
    Effect.gen(function* () {
      const { a, b } = yield* TwoLogs

      const report = yield* verified()

      expect(report.isWhole).toBe(true)
      expect(report.logs.find(({ project }) => project === a.project)).toMatchObject({
        entries: ENTRIES,
        finding: null
      })
      expect(report.logs.find(({ project }) => project === b.project)).toMatchObject({
        entries: ENTRIES,
        finding: null
      })
    })
  )

  it.effect("verifies one log by its id, or by its project's id or key, and refuses one that there is not", () =>
    Effect.gen(function* () {
      const { a } = yield* TwoLogs
      const log = yield* AuditLog

      expect((yield* log.verify({ log: a.log })).logs).toHaveLength(1)
      expect((yield* log.verify({ log: a.project })).logs).toHaveLength(1)
      expect((yield* log.verify({ log: a.key.toLowerCase() })).logs).toMatchObject([{ project: a.project }])
      expect((yield* Effect.flip(log.verify({ log: "nowhere" })))._tag).toBe("AuditLogNotFound")
    })
  )

  it.effect("details may be erased, and the log is still whole", () =>
    Effect.gen(function* () {
      const { a } = yield* TwoLogs

      const report = yield* tampered(
        `delete from genie.audit_details where event_id in (select id from ${events} where log_id = '${a.log}')`
      )

      expect(report.isWhole).toBe(true)
    })
  )

  for (const [what, change] of columnChanges) {
    it.effect(`finds that ${what} was changed in any entry`, () =>
      Effect.gen(function* () {
        const { a } = yield* TwoLogs
        for (const seq of [1, 3, ENTRIES]) {
          const report = yield* tampered(change(`log_id = '${a.log}' and seq = ${seq}`), a.log)
          expect(findingOf(report, a.log), `${what} of entry ${seq}`).toMatchObject({ seq })
        }
      })
    )
  }

  it.effect("finds every single flipped bit of a body and of a seal", () =>
    Effect.gen(function* () {
      const { a } = yield* TwoLogs
      const db = yield* Db
      const { body, hmac } = yield* db.one(
        () =>
          sql<{
            body: string
            hmac: string
          }>`select body, row_hmac as hmac from genie.audit_events where log_id = ${a.log} and seq = 3`
      )
      const flips = [
        ...everyFlip(body, 7).map((text) => ["body", text]),
        ...everyFlip(hmac, 13).map((text) => ["row_hmac", text])
      ]

      for (const [column, text] of flips) {
        const quoted = text!.replaceAll("'", "''")
        const flip = `update ${events} set ${column} = '${quoted}' where log_id = '${a.log}' and seq = 3`
        const report = yield* tampered([flip], a.log)
        expect(findingOf(report, a.log), text).toMatchObject({ seq: 3 })
      }
    })
  )

  for (const { change, kind, seq, what } of structuralChanges) {
    it.effect(`finds ${what}`, () =>
      Effect.gen(function* () {
        const { a, b } = yield* TwoLogs

        const report = yield* tampered(change(a.log, b.log))

        expect(report.isWhole).toBe(false)
        expect(findingOf(report, a.log)).toMatchObject({ seq, kind })
      })
    )
  }

  it.effect("finds what was done across the edge of a page", () =>
    Effect.gen(function* () {
      const { a } = yield* twoLogs
      const audit = yield* Audit
      const db = yield* Db
      yield* Effect.forEach(Array.from({ length: 1500 }), (_, n) => audit.append(created(`${n}`, a.project))).pipe(
        db.transaction
      )

      expect((yield* verified(a.log)).logs[0]).toMatchObject({ entries: 1506, finding: null })
      const twice = yield* tampered(
        `insert into ${events} select * from ${events} where log_id = '${a.log}' and seq = 1000`,
        a.log
      )
      expect(findingOf(twice, a.log)).toMatchObject({ seq: 1000, kind: "inserted" })
      const cut = yield* tampered(`delete from ${events} where log_id = '${a.log}' and seq = 1001`, a.log)
      expect(findingOf(cut, a.log)).toMatchObject({ seq: 1001, kind: "deleted" })
    })
  )

  // The rows of "What is not found" in docs/audit.md. A row that becomes found leaves the page together with its test here.
  it.effect("does not find yet that a log was put back to an earlier end, as docs/audit.md says", () =>
    Effect.gen(function* () {
      const { a } = yield* twoLogs
      const audit = yield* Audit
      const db = yield* Db
      yield* db.affected(() => sql`create table saved_head as select * from genie.audit_heads where log_id = ${a.log}`)
      yield* db.transaction(audit.append(created("hidden", a.project)))

      const report = yield* tampered(
        `delete from genie.audit_details where event_id in (select id from ${events} where log_id = '${a.log}' and seq > ${ENTRIES});
         delete from ${events} where log_id = '${a.log}' and seq > ${ENTRIES};
         update genie.audit_heads h set size = s.size, head_hmac = s.head_hmac, last_ts = s.last_ts, head_mac = s.head_mac
         from saved_head s where h.log_id = s.log_id`,
        a.log
      )
      yield* db.affected(() => sql`drop table saved_head`)

      expect(report).toMatchObject({ isWhole: true, entries: ENTRIES })
    })
  )

  it.effect("does not find yet that what it asks is answered by something else, as docs/audit.md says", () =>
    Effect.gen(function* () {
      const { a } = yield* twoLogs

      const report = yield* tampered(
        `create table genie.audit_details_true as select * from genie.audit_details;
         update genie.audit_details set details = '{"name":"forged"}' where event_id in (select id from ${events} where log_id = '${a.log}');
         alter table genie.audit_details rename to audit_details_shown;
         create view genie.audit_details as
           select event_id, salt, case when current_query() like '%sha256%' then t.details else s.details end as details
           from genie.audit_details_shown s join genie.audit_details_true t using (event_id, salt)`,
        a.log
      )

      expect(report.isWhole).toBe(true)
    })
  )

  it.effect("misses the system log when it is gone", () =>
    Effect.gen(function* () {
      yield* TwoLogs

      const report =
        yield* tampered(`delete from ${events} where log_id in (select id from genie.audit_logs where project_id is null);
        delete from genie.audit_heads where log_id in (select id from genie.audit_logs where project_id is null);
        delete from genie.audit_logs where project_id is null`)

      expect(report.logs.map(({ finding }) => finding?.reason)).toContain(
        'The system log of organization "default" is gone.'
      )
    })
  )

  if (backend !== "pglite") {
    it.effect("raises no false alarm while others write", () =>
      Effect.gen(function* () {
        const { a, b } = yield* twoLogs
        const audit = yield* Audit
        const db = yield* Db
        const writer = (n: number) =>
          Effect.forEach(Array.from({ length: 40 }), (_, round) =>
            Effect.forEach([a, b], ({ project }) => audit.append(created(`${n}-${round}`, project))).pipe(
              db.transaction
            )
          )

        const writers = yield* Effect.forkChild(
          Effect.forEach(Array.from({ length: 16 }), (_, n) => writer(n), { concurrency: "unbounded" })
        )
        let alarms = 0
        let rounds = 0
        while (writers.pollUnsafe() === undefined) {
          rounds++
          if (!(yield* verified()).isWhole) alarms++
        }

        expect(rounds).toBeGreaterThan(2)
        expect(alarms).toBe(0)
        expect((yield* verified(a.log)).entries).toBe(ENTRIES + 16 * 40)
      })
    )
  }
})

const events = "genie.audit_events"

/** What somebody does to one column of one entry. */
const columnChanges: ReadonlyArray<readonly [string, (where: string) => string]> = [
  [
    "the log",
    (where) => `update ${events} set log_id = (select id from genie.audit_logs where project_id is null) where ${where}`
  ],
  ["the id", (where) => `update ${events} set id = gen_random_uuid() where ${where}`],
  ["the time", (where) => `update ${events} set ts = ts + interval '1 microsecond' where ${where}`],
  ["the time, to infinity,", (where) => `update ${events} set ts = 'infinity' where ${where}`],
  ["the actor's kind", (where) => `update ${events} set actor_kind = 'agent' where ${where}`],
  ["the actor", (where) => `update ${events} set actor_handle = 'bob' where ${where}`],
  ["the action", (where) => `update ${events} set action = 'schedule.deleted' where ${where}`],
  ["the target's type", (where) => `update ${events} set target_type = 'run' where ${where}`],
  ["the target", (where) => `update ${events} set target_id = 'other' where ${where}`],
  ["the outcome", (where) => `update ${events} set outcome = 'refused' where ${where}`],
  ["the request", (where) => `update ${events} set request_id = '' where ${where}`],
  ["the key", (where) => `update ${events} set key_id = 'other' where ${where}`],
  ["the hash of the details", (where) => `update ${events} set details_commit = '\\x00' where ${where}`],
  ["the body", (where) => `update ${events} set body = replace(body, 'ana', 'bob') where ${where}`],
  ["the body, by a space,", (where) => `update ${events} set body = body || ' ' where ${where}`],
  ["the body, to nothing,", (where) => `update ${events} set body = '' where ${where}`],
  ["the body, to another JSON value,", (where) => `update ${events} set body = 'null' where ${where}`],
  ["the seal", (where) => `update ${events} set row_hmac = reverse(row_hmac) where ${where}`],
  ["the seal, to upper case,", (where) => `update ${events} set row_hmac = upper(row_hmac) where ${where}`],
  ["the seal before", (where) => `update ${events} set prev_row_hmac = repeat('0', 64) where ${where}`],
  [
    "the details",
    (where) =>
      `update genie.audit_details set details = '{}' where event_id = (select id from ${events} where ${where})`
  ],
  [
    "the salt",
    (where) =>
      `update genie.audit_details set salt = decode(repeat('00', 16), 'hex') where event_id = (select id from ${events} where ${where})`
  ],
  [
    "the number of the details, by adding some,",
    (where) =>
      `insert into genie.audit_details select event_id, salt, '[]' from genie.audit_details where event_id = (select id from ${events} where ${where})`
  ]
]

const head = (log: string) => `genie.audit_heads where log_id = '${log}'`
const put = (log: string, set: string) => `update genie.audit_heads set ${set} where log_id = '${log}'`

/** What somebody does to a log of six entries, and what the verifier says about it. */
const structuralChanges: ReadonlyArray<{
  readonly what: string
  readonly change: (log: string, other: string) => string
  readonly seq: number
  readonly kind: string
}> = [
  {
    what: "an entry deleted from the middle",
    change: (log) => `delete from ${events} where log_id = '${log}' and seq = 3`,
    seq: 3,
    kind: "deleted"
  },
  {
    what: "an entry deleted and the later ones renumbered",
    change: (log) =>
      `delete from ${events} where log_id = '${log}' and seq = 3; update ${events} set seq = seq - 1 where log_id = '${log}' and seq > 3`,
    seq: 3,
    kind: "deleted"
  },
  {
    what: "the first entries cut off",
    change: (log) => `delete from ${events} where log_id = '${log}' and seq <= 2`,
    seq: 1,
    kind: "deleted"
  },
  {
    what: "the tail cut off",
    change: (log) => `delete from ${events} where log_id = '${log}' and seq > 4`,
    seq: 5,
    kind: "truncated"
  },
  {
    what: "the tail cut off and the end put back to match",
    change: (log) =>
      `delete from ${events} where log_id = '${log}' and seq > 4;
       update genie.audit_heads h set size = e.seq, head_hmac = e.row_hmac, last_ts = e.ts
       from ${events} e where h.log_id = '${log}' and e.log_id = h.log_id and e.seq = 4`,
    seq: 5,
    kind: "truncated"
  },
  {
    what: "all entries deleted",
    change: (log) => `delete from ${events} where log_id = '${log}'`,
    seq: 1,
    kind: "truncated"
  },
  {
    what: "two entries that changed places",
    change: (log) =>
      `update ${events} set seq = case seq when 3 then 4 else 3 end where log_id = '${log}' and seq in (3, 4)`,
    seq: 3,
    kind: "reordered"
  },
  {
    what: "an entry moved to the end",
    change: (log) => `update ${events} set seq = 99 where log_id = '${log}' and seq = 2`,
    seq: 2,
    kind: "reordered"
  },
  {
    what: "an entry numbered beyond what a number holds",
    change: (log) => `update ${events} set seq = 9223372036854775807 where log_id = '${log}' and seq = 6`,
    seq: 6,
    kind: "modified"
  },
  {
    what: "an entry twice in one place",
    change: (log) => `insert into ${events} select * from ${events} where log_id = '${log}' and seq = 3`,
    seq: 3,
    kind: "inserted"
  },
  {
    what: "a copy of an entry put in between",
    change: (log) =>
      `update ${events} set seq = seq + 1 where log_id = '${log}' and seq > 3;
       insert into ${events} select (jsonb_populate_record(e, '{"seq": 4}')).* from ${events} e where log_id = '${log}' and seq = 2`,
    seq: 4,
    kind: "inserted"
  },
  {
    what: "an invented entry put in between",
    change: (log) =>
      `update ${events} set seq = seq + 1 where log_id = '${log}' and seq > 3;
       insert into ${events} select (jsonb_populate_record(e, jsonb_build_object(
         'seq', 4, 'id', gen_random_uuid(), 'body', replace(body, '"seq":2', '"seq":4'), 'prev_row_hmac', repeat('a', 64)))).*
       from ${events} e where log_id = '${log}' and seq = 2`,
    seq: 4,
    kind: "inserted"
  },
  {
    what: "an invented entry at the end",
    change: (log) =>
      `insert into ${events} select (jsonb_populate_record(e, '{"seq": 7}')).* from ${events} e where log_id = '${log}' and seq = 6`,
    seq: 7,
    kind: "inserted"
  },
  {
    what: "an entry before the first",
    change: (log) =>
      `insert into ${events} select (jsonb_populate_record(e, '{"seq": 0}')).* from ${events} e where log_id = '${log}' and seq = 1`,
    seq: 1,
    kind: "modified"
  },
  {
    what: "an entry without a place",
    change: (log) =>
      `insert into ${events} select (jsonb_populate_record(e, '{"seq": null}')).* from ${events} e where log_id = '${log}' and seq = 1`,
    seq: 7,
    kind: "inserted"
  },
  {
    what: "an entry of another log in place of one",
    change: (log, other) =>
      `delete from ${events} where log_id = '${log}' and seq = 3;
       update ${events} set log_id = '${log}' where log_id = '${other}' and seq = 3`,
    seq: 3,
    kind: "foreign"
  },
  {
    what: "all entries exchanged with those of another log",
    change: (log, other) =>
      `update ${events} set log_id = case log_id when '${log}' then '${other}'::uuid else '${log}'::uuid end where log_id in ('${log}', '${other}')`,
    seq: 1,
    kind: "foreign"
  },
  {
    what: "the whole log deleted",
    change: (log) =>
      `delete from ${events} where log_id = '${log}'; delete from ${head(log)}; delete from genie.audit_logs where id = '${log}'`,
    seq: 0,
    kind: "deleted"
  },
  {
    what: "the log's own row deleted",
    change: (log) => `delete from genie.audit_logs where id = '${log}'`,
    seq: 0,
    kind: "deleted"
  },
  { what: "the end deleted", change: (log) => `delete from ${head(log)}`, seq: 7, kind: "deleted" },
  { what: "the end's size changed", change: (log) => put(log, "size = 5"), seq: 7, kind: "modified" },
  {
    what: "the end's size blown up",
    change: (log) => put(log, "size = 9223372036854775807"),
    seq: 7,
    kind: "modified"
  },
  {
    what: "the end's seal of the last entry changed",
    change: (log) => put(log, "head_hmac = null"),
    seq: 7,
    kind: "modified"
  },
  { what: "the end's time changed", change: (log) => put(log, "last_ts = 'infinity'"), seq: 7, kind: "modified" },
  {
    what: "the end's own seal changed",
    change: (log) => put(log, "head_mac = reverse(head_mac)"),
    seq: 7,
    kind: "truncated"
  },
  {
    what: "the end of another log put in its place",
    change: (log, other) =>
      `update genie.audit_heads h set head_mac = o.head_mac from genie.audit_heads o where h.log_id = '${log}' and o.log_id = '${other}'`,
    seq: 7,
    kind: "truncated"
  },
  {
    what: "a log given to nobody's project",
    change: (log) => `update genie.audit_logs set project_id = gen_random_uuid() where id = '${log}'`,
    seq: 7,
    kind: "truncated"
  }
]

/** The guard rails and the rules of the tables: somebody who may change the log by hand may drop them. */
const unguarded = [
  "alter table genie.audit_events disable trigger user",
  "alter table genie.audit_details disable trigger user",
  "alter table genie.audit_heads disable trigger user",
  "alter table genie.audit_details drop constraint audit_details_event_id_fkey, drop constraint audit_details_pkey",
  "alter table genie.audit_heads drop constraint audit_heads_log_id_fkey, drop constraint audit_heads_size_check",
  `alter table genie.audit_events drop constraint audit_events_log_id_fkey, drop constraint audit_events_seq_check,
     drop constraint audit_events_id_unique, drop constraint audit_events_pkey, drop constraint audit_events_chain_unique,
     drop constraint audit_events_row_hmac_format, drop constraint audit_events_prev_row_hmac_format,
     alter column seq drop not null`,
  "alter table genie.audit_logs drop constraint audit_logs_project_id_fkey"
]

const verified = (log?: string) => Effect.flatMap(AuditLog, (audit) => audit.verify(log === undefined ? {} : { log }))

class Undo {
  readonly _tag = "Undo"
}

/** What the verifier says after these statements, which are undone again. */
const tampered = (change: string | ReadonlyArray<string>, log?: string) =>
  Effect.gen(function* () {
    const db = yield* Db
    let report = Option.none<VerifyReport>()
    yield* Effect.gen(function* () {
      for (const statement of typeof change === "string" ? change.split(";") : change)
        yield* db.all(() => sql.raw(statement))
      report = Option.some(yield* verified(log))
      return yield* Effect.fail(new Undo())
    }).pipe(
      db.transaction,
      Effect.catchTag("Undo", () => Effect.void)
    )
    return Option.getOrThrow(report)
  })

const findingOf = (report: VerifyReport, log: string) => report.logs.find((verified) => verified.log === log)?.finding

/** Two projects with six entries each. */
const twoLogs = Effect.gen(function* () {
  const db = yield* Db
  const audit = yield* Audit
  const log = Effect.gen(function* () {
    const key = `P${keys++}`
    const id = yield* project(key)
    yield* Effect.forEach(Array.from({ length: ENTRIES }), (_, n) =>
      audit.append(created(`${n}`, id)).pipe(db.transaction)
    )
    const row = yield* db.one(() => sql<{ id: string }>`select id from genie.audit_logs where project_id = ${id}`)
    return { project: id, key, log: row.id }
  })
  return { a: yield* log, b: yield* log }
})

let keys = 100

/** Two logs without their guard rails. All tests of a backend try their changes on them, and undo them again. */
class TwoLogs extends Context.Service<TwoLogs, Effect.Success<typeof twoLogs>>()("@genie/audit/test/TwoLogs") {
  static readonly layer = Layer.effect(
    TwoLogs,
    Effect.gen(function* () {
      const db = yield* Db
      for (const statement of unguarded) yield* db.all(() => sql.raw(statement))
      return yield* twoLogs
    }).pipe(Effect.orDie)
  )
}

/** The text with one bit flipped, for every `step`th bit that leaves it text a database takes. */
const everyFlip = (text: string, step: number): ReadonlyArray<string> => {
  const flips: Array<string> = []
  for (let at = 0; at < text.length * 7; at += step) {
    const code = text.charCodeAt(Math.floor(at / 7)) ^ (1 << (at % 7))
    if (code !== 0)
      flips.push(text.slice(0, Math.floor(at / 7)) + String.fromCharCode(code) + text.slice(Math.floor(at / 7) + 1))
  }
  return flips
}
