import { Audit } from "@genie/audit/effect"
import { Db } from "@genie/store/database"
import { onEveryBackend, setClock } from "@genie/store/testing"
import { Effect } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import { Schedules } from "../src/contract/Schedules.ts"
import { makeEnding } from "../src/service/Ending.ts"
import { makeFiring } from "../src/service/Firing.ts"
import { liveRuns, misplaced, schedulesLayer, seenTriggers, startAt } from "./schedulesLayer.ts"

const noon = "2026-03-02T12:00:00Z"

const auditedActions = Effect.gen(function* () {
  const db = yield* Db
  const rows = yield* db.all<{ readonly action: string; readonly outcome: string }>(
    () => sql`select action, outcome from genie.audit_events order by seq desc limit 20`
  )
  return rows.map(({ action, outcome }) => `${action} ${outcome}`)
})

onEveryBackend("Schedules", schedulesLayer, (it) => {
  it.effect("a created schedule has its first firing in the same transaction", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules

      const schedule = yield* schedules.create({
        name: "backup",
        cron: "*/5 9-17 * * MON-FRI",
        tz: "america/sao_paulo",
        run: "./backup.sh"
      })

      expect(schedule).toMatchObject({
        name: "backup",
        kind: "cron",
        timeZone: "America/Sao_Paulo",
        status: "active",
        queue: "shell",
        misfire: "one",
        overlap: "skip",
        createdBy: "ana",
        nextAt: new Date("2026-03-02T12:05:00Z"),
        lastAt: null,
        lastOutcome: null
      })
      expect(yield* seenTriggers).toMatchObject([{ state: "pending", scheduledFor: "2026-03-02T12:05:00Z" }])
      expect(yield* auditedActions).toContain("schedule.created done")
    })
  )

  it.effect("an interval counts from its creation, a date fires once", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules

      const interval = yield* schedules.create({ name: "ping", every: "90s", queue: "pings" })
      const date = yield* schedules.create({ name: "once", at: "2027-01-01T09:00", tz: "UTC", run: "true" })

      expect(interval.nextAt).toEqual(new Date("2026-03-02T12:01:30Z"))
      expect(date).toMatchObject({ kind: "date", nextAt: new Date("2027-01-01T09:00:00Z") })
    })
  )

  it.effect("what can never fire or never run is refused by the field that is wrong", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const refusal = (input: Parameters<typeof schedules.create>[0]) =>
        Effect.map(Effect.flip(schedules.create(input)), ({ message }) => message)

      expect(yield* refusal({ name: "a", run: "true" })).toMatch("give one of cron, every and at")
      expect(yield* refusal({ name: "a", run: "true", every: "1m", cron: "@daily" })).toMatch(
        "only one of cron and every"
      )
      expect(yield* refusal({ name: "a", run: "true", cron: "61 * * * *" })).toMatch(/^cron: /)
      expect(yield* refusal({ name: "a", run: "true", every: "10ms" })).toMatch(/^every: .*the shortest is 1s/)
      expect(yield* refusal({ name: "a", run: "true", at: "2020-01-01", tz: "UTC" })).toMatch(
        /^at: .*not in the future/
      )
      expect(yield* refusal({ name: "a", run: "true", cron: "@daily", tz: "Europe/Berln" })).toMatch(
        /^tz: .*Europe\/Berlin/
      )
      expect(yield* refusal({ name: "a", cron: "@daily" })).toMatch(/^queue: is needed/)
      expect(yield* refusal({ name: "a", cron: "@daily", queue: "q", payload: { "a\0": 1 } })).toMatch(
        /^payload: .*NUL/
      )
      expect(yield* refusal({ name: "a", cron: "@daily", run: "echo \ud800" })).toMatch(/^run: .*half a character/)
      expect(yield* refusal({ name: " a", cron: "@daily", run: "true" })).toMatch(/^name: /)
      expect(yield* seenTriggers).toEqual([])
      expect(yield* auditedActions).toContain("schedule.created refused")
    })
  )

  it.effect("two schedules cannot share a name, and a deleted one gives it back", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const backup = { name: "backup", cron: "@daily", run: "./backup.sh" }
      const first = yield* schedules.create(backup)

      const refused = yield* Effect.flip(schedules.create(backup))
      yield* schedules.delete({ schedule: "backup" })
      const second = yield* schedules.create(backup)

      expect(refused.message).toBe('Another schedule is already called "backup".')
      expect(second.id).not.toBe(first.id)
      expect((yield* schedules.show({ schedule: first.id })).status).toBe("deleted")
      expect((yield* schedules.show({ schedule: "backup" })).id).toBe(second.id)
    })
  )

  it.effect("a name with a slip of the finger is answered with the one that was meant", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      yield* schedules.create({ name: "backup", cron: "@daily", run: "true" })

      const refused = yield* Effect.flip(schedules.show({ schedule: "bakcup" }))
      const unknown = yield* Effect.flip(schedules.show({ schedule: "something else" }))

      expect(refused.message).toBe('There is no schedule "bakcup". Did you mean "backup"?')
      expect(unknown.message).toBe('There is no schedule "something else".')
    })
  )

  it.effect("a list continues where the page before ended", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      for (const name of ["c", "a", "e", "b", "d"]) yield* schedules.create({ name, cron: "@daily", run: "true" })
      yield* schedules.delete({ schedule: "d" })

      const first = yield* schedules.list({ limit: 2 })
      const second = yield* schedules.list({ limit: 2, cursor: first.next! })
      const deleted = yield* schedules.list({ status: "deleted" })
      const wrong = yield* Effect.flip(schedules.list({ cursor: "2" }))

      expect(first.items.map(({ name }) => name)).toEqual(["a", "b"])
      expect(second.items.map(({ name }) => name)).toEqual(["c", "e"])
      expect(second.next).toBe(null)
      expect(deleted.items.map(({ name }) => name)).toEqual(["d"])
      expect(wrong.message).toMatch(/^cursor: /)
    })
  )

  it.effect("a paused schedule fires nothing, and a resumed one goes on from now", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const firing = yield* makeFiring
      yield* schedules.create({ name: "ping", every: "1m", run: "true", misfire: "all" })

      const paused = yield* schedules.pause({ schedule: "ping", reason: "holidays" })
      yield* setClock("2026-03-02T13:00:30Z")
      const fired = yield* firing.fireDue(500)
      const resumed = yield* schedules.resume({ schedule: "ping" })

      expect(paused).toMatchObject({ status: "paused", statusReason: "holidays", nextAt: null, revision: 2 })
      expect(fired).toEqual({ fired: 0, more: false })
      expect(resumed).toMatchObject({ status: "active", statusReason: null, nextAt: new Date("2026-03-02T13:01:00Z") })
      expect(yield* misplaced).toEqual([])
    })
  )

  it.effect("a schedule that is paused and resumed before its firing keeps that firing", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      yield* schedules.create({ name: "backup", cron: "@daily", tz: "UTC", run: "true" })

      yield* schedules.pause({ schedule: "backup" })
      yield* schedules.resume({ schedule: "backup" })

      expect(yield* seenTriggers).toMatchObject([
        { state: "pending", scheduledFor: "2026-03-03T00:00:00Z", reason: null }
      ])
    })
  )

  it.effect("what cannot be done in a state says so", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      yield* schedules.create({ name: "ping", every: "1m", run: "true" })

      const resumed = yield* Effect.flip(schedules.resume({ schedule: "ping" }))
      yield* schedules.pause({ schedule: "ping" })
      const paused = yield* Effect.flip(schedules.pause({ schedule: "ping" }))
      const triggered = yield* Effect.flip(schedules.trigger({ schedule: "ping" }))

      expect(resumed.message).toBe('Schedule "ping" is active: it cannot be resumed.')
      expect(paused.message).toBe('Schedule "ping" is paused: it cannot be paused.')
      expect(triggered.message).toBe('Schedule "ping" is paused: it cannot be triggered.')
    })
  )

  it.effect("a person fires a schedule besides its cadence, and one key fires once", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const firing = yield* makeFiring
      yield* schedules.create({ name: "ping", every: "1m", run: "true", overlap: "allow" })
      yield* schedules.create({ name: "pong", every: "1m", run: "true" })

      const first = yield* schedules.trigger({ schedule: "ping", idempotencyKey: "k1" })
      const again = yield* schedules.trigger({ schedule: "ping", idempotencyKey: "k1" })
      const other = yield* schedules.trigger({ schedule: "ping" })
      const refused = yield* Effect.flip(schedules.trigger({ schedule: "pong", idempotencyKey: "k1" }))
      yield* firing.fireDue(500)

      expect(again.id).toBe(first.id)
      expect(other.id).not.toBe(first.id)
      expect(refused).toMatchObject({ _tag: "IdempotencyConflict", key: "k1", differs: ["schedule"] })
      expect((yield* liveRuns).map(({ name }) => name)).toEqual(["ping", "ping"])
      expect((yield* schedules.show({ schedule: "ping" })).nextAt).toEqual(new Date("2026-03-02T12:01:00Z"))
      expect(yield* misplaced).toEqual([])
    })
  )

  it.effect("a firing asked for at the very instant of the cadence does not take its place", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const firing = yield* makeFiring
      yield* schedules.create({ name: "ping", every: "1m", run: "true", overlap: "allow" })
      yield* setClock("2026-03-02T12:01:00Z")

      yield* schedules.trigger({ schedule: "ping" })
      yield* firing.fireDue(500)
      yield* setClock("2026-03-02T12:02:00Z")
      yield* schedules.trigger({ schedule: "ping" })
      yield* firing.fireDue(500)

      expect(yield* liveRuns).toHaveLength(4)
      expect(yield* misplaced).toEqual([])
    })
  )

  it.effect("a deleted schedule cancels what waits and lets run what runs", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const firing = yield* makeFiring
      const db = yield* Db
      yield* schedules.create({ name: "ping", every: "1m", run: "true", overlap: "allow" })
      yield* setClock("2026-03-02T12:01:00Z")
      yield* firing.fireDue(500)
      const [running] = yield* liveRuns
      yield* db.affected(
        () => sql`update genie.live_runs set state = 'running', fence = 1 where run_id = ${running!.id}`
      )
      yield* setClock("2026-03-02T12:02:00Z")
      yield* firing.fireDue(500)

      const deleted = yield* schedules.delete({ schedule: "ping" })
      const again = yield* schedules.delete({ schedule: deleted.id })

      expect(deleted).toMatchObject({ status: "deleted", nextAt: null })
      expect(again.id).toBe(deleted.id)
      expect(yield* liveRuns).toMatchObject([{ id: running!.id, state: "running", cancelReason: null }])
      expect((yield* seenTriggers).map(({ state }) => state)).toEqual(["executing", "cancelled", "cancelled"])
      expect((yield* Effect.flip(schedules.show({ schedule: "ping" })))._tag).toBe("ScheduleNotFound")
    })
  )

  it.effect("the firings of a schedule are listed newest first, page by page", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const firing = yield* makeFiring
      const end = yield* makeEnding
      const db = yield* Db
      yield* schedules.create({ name: "ping", every: "1m", run: "true" })
      for (const minute of [1, 2, 3]) {
        yield* setClock(`2026-03-02T12:0${minute}:00Z`)
        yield* firing.fireDue(500)
        const [run] = yield* liveRuns
        yield* db.transaction(end([{ run: run!.id, isForced: true, outcome: "succeeded" }]))
      }

      const first = yield* schedules.triggers({ schedule: "ping", limit: 3 })
      const second = yield* schedules.triggers({ schedule: "ping", limit: 3, cursor: first.next! })
      const shown = yield* schedules.show({ schedule: "ping" })

      expect(first.items.map(({ state }) => state)).toEqual(["pending", "completed", "completed"])
      expect(second.items.map(({ scheduledFor }) => scheduledFor)).toEqual([new Date("2026-03-02T12:01:00Z")])
      expect(shown).toMatchObject({ lastOutcome: "succeeded", lastAt: new Date("2026-03-02T12:03:00Z") })
    })
  )

  it.effect("a real crontab becomes schedules, and importing it again changes nothing", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules

      const plan = yield* schedules.import({ crontab, dryRun: true, tz: "UTC" })
      const planned = yield* seenTriggers
      const imported = yield* schedules.import({ crontab, tz: "UTC", directory: "/srv" })
      const again = yield* schedules.import({ crontab, tz: "UTC", directory: "/srv" })

      expect(plan.map(({ result }) => result)).toEqual(["would create", "would create", "would create"])
      expect(planned).toEqual([])
      expect(
        imported.map(({ line, name, expression, nextAt, result }) => ({ line, name, expression, nextAt, result }))
      ).toEqual([
        {
          line: 6,
          name: "nightly-backup",
          expression: "15 3 * * *",
          nextAt: new Date("2026-03-03T02:15:00Z"),
          result: "created"
        },
        { line: 7, name: "report", expression: "@hourly", nextAt: new Date("2026-03-02T13:00:00Z"), result: "created" },
        {
          line: 8,
          name: "mail",
          expression: "*/10 9-17 * * mon-fri",
          nextAt: new Date("2026-03-02T12:10:00Z"),
          result: "created"
        }
      ])
      expect(again.map(({ result }) => result)).toEqual(["unchanged", "unchanged", "unchanged"])
      expect(yield* seenTriggers).toHaveLength(3)
      expect(yield* schedules.show({ schedule: "mail" })).toMatchObject({
        command: "mail ops",
        stdin: "All is well\n",
        directory: "/srv",
        timeZone: "Europe/Berlin",
        environment: { SHELL: "/bin/bash", MAILTO: "ops@example.com" }
      })
      expect(yield* misplaced).toEqual([])
    })
  )

  it.effect("of a crontab with lines that cannot be taken, every one is told and none is imported", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules

      const refused = yield* Effect.flip(
        schedules.import({ crontab: "0 3 * * * ./backup.sh\n61 * * * * ./a.sh\n@reboot ./b.sh\n", tz: "UTC" })
      )

      expect(refused).toMatchObject({ _tag: "CrontabRefused", problems: [{ line: 2 }, { line: 3 }] })
      expect((yield* schedules.list({})).items).toEqual([])
      expect(yield* auditedActions).toContain("schedule.imported refused")
    })
  )

  it.effect("an import does not touch a schedule of the same name: it names the line, and what is there", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      yield* schedules.create({ name: "report", cron: "@weekly", tz: "UTC", run: "./report" })

      const refused = yield* Effect.flip(schedules.import({ crontab, tz: "UTC" }))

      expect(refused).toMatchObject({
        _tag: "CrontabRefused",
        problems: [{ line: 7, text: "@hourly /usr/local/bin/report --all" }]
      })
      expect(refused.message).toMatch(
        /^Nothing was imported:\n {2}line 7: the schedule "report" is there already and differs in its cadence, time zone, .*command.*variables\. There it is "@weekly UTC" with the command ".\/report"\. .*comment above the line/
      )
      expect((yield* schedules.list({})).items.map(({ name }) => name)).toEqual(["report"])
    })
  )

  it.effect("an edited crontab is refused with every line that changed, and the first of two that share a name", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const before = "0 3 * * * ./backup.sh a\n# Clean up\n0 4 * * * ./clean.sh\nTOKEN=old\n0 5 * * * ./backup.sh b\n"
      const after = "0 3 * * * ./backup.sh a\n# Clean up\n30 4 * * * ./clean.sh\nTOKEN=new\n0 5 * * * ./backup.sh c\n"
      yield* schedules.import({ crontab: before, tz: "UTC" })

      const refused = yield* Effect.flip(schedules.import({ crontab: after, tz: "UTC" }))
      const again = yield* schedules.import({ crontab: before, tz: "UTC" })

      const [clean, backup, ...more] = refused._tag === "CrontabRefused" ? refused.problems : []
      expect(more).toEqual([])
      expect(clean).toMatchObject({ line: 3, message: expect.stringMatching(/"clean-up".*differs in its cadence\. /) })
      expect(backup).toMatchObject({ line: 5 })
      expect(backup?.message).toMatch(/"backup-2".*differs in its command and variables\. .*line 1 has the same name/)
      expect(refused.message).not.toMatch(/old|new/)
      expect(again.map(({ name, result }) => [name, result])).toEqual([
        ["backup", "unchanged"],
        ["clean-up", "unchanged"],
        ["backup-2", "unchanged"]
      ])
    })
  )

  it.effect("commands of a crontab run in its HOME, or else in the directory of the import", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const text = "@daily ./a\nHOME=/srv/app\n@daily ./b\nPGHOST=db\n@daily ./c &\n"

      const imported = yield* schedules.import({ crontab: text, tz: "UTC", directory: "/home/ana" })

      expect(imported.map(({ directory }) => directory)).toEqual(["/home/ana", "/srv/app", "/srv/app"])
      expect(imported.map(({ notes }) => notes)).toEqual([[], [], [expect.stringMatching(/^line 5: "&" leaves a/)]])
      const { items } = yield* schedules.list({})
      expect(items.find(({ name }) => name === "c")).toMatchObject({
        directory: "/srv/app",
        environment: { HOME: "/srv/app", PGHOST: "db" }
      })
    })
  )

  it.effect("a crontab is imported with policies, and one from before the rule of cron is still the same", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const text = "@daily ./a &\n"
      const imported = yield* schedules.import({ crontab: text, tz: "UTC", dstOverlap: "earlier", leftovers: "keep" })

      const again = yield* schedules.import({ crontab: text, tz: "UTC", leftovers: "keep" })
      const otherwise = yield* Effect.flip(schedules.import({ crontab: text, tz: "UTC", dstOverlap: "both" }))

      expect(imported).toMatchObject([{ result: "created", notes: [] }])
      expect(again).toMatchObject([{ result: "unchanged" }])
      expect(otherwise.message).toContain("policy for clocks that go back and policy for processes left running")
      expect(yield* schedules.show({ schedule: "a" })).toMatchObject({ dstOverlap: "earlier", leftovers: "keep" })
    })
  )

  it.effect("a variable that is Genie's is refused when a schedule is made, in a crontab by its line", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const env = { GENIE_TOKEN: "x" }

      const created = yield* Effect.flip(schedules.create({ name: "a", every: "1h", run: "true", env }))
      const imported = yield* Effect.flip(schedules.import({ crontab: "A=1\nGENIE_TOKEN=x\n@daily a\n" }))

      expect(created).toMatchObject({
        _tag: "InvalidInput",
        field: "env",
        reason: expect.stringContaining("GENIE_TOKEN")
      })
      expect(imported.message).toContain("line 2: The variable GENIE_TOKEN is reserved")
    })
  )

  it.effect("a crontab of thousands of entries is imported at once", () =>
    Effect.gen(function* () {
      yield* startAt(noon)
      const schedules = yield* Schedules
      const lines = Array.from({ length: 1_200 }, (_, index) => `${index % 60} * * * * ./job-${index}.sh`)

      const imported = yield* schedules.import({ crontab: lines.join("\n"), tz: "UTC" })

      expect(imported).toHaveLength(1_200)
      expect(yield* seenTriggers).toHaveLength(1_200)
      expect(yield* misplaced).toEqual([])
      expect((yield* Audit).instance.organizationId).toBeDefined()
    })
  )
})

const crontab = `# m h dom mon dow command
SHELL=/bin/bash
MAILTO = "ops@example.com"
CRON_TZ=Europe/Berlin
# Nightly backup
15 3 * * * cd /srv && ./backup.sh
@hourly /usr/local/bin/report --all
*/10 9-17 * * mon-fri mail ops%All is well
`
