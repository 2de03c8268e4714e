import { Audit, about, change, implement, read } from "@genie/audit/effect"
import { makeFindProject } from "@genie/identity/effect"
import { CurrentActor, nearestName } from "@genie/operation"
import { Db, Notifications } from "@genie/store/database"
import { PAGE_LIMIT_DEFAULT, pageOf, textProblem, uuidv7 } from "@genie/store/model"
import {
  type LockedSchedule,
  type NewSchedule,
  ScheduleRepository,
  ScheduleSettlingRepository,
  type TriggerKey,
  TriggerRepository
} from "@genie/store/scheduler"
import { Effect, Option, Result } from "effect"
import { timeZone } from "../cadence/timeZone.ts"
import { IdempotencyConflict } from "../contract/IdempotencyConflict.ts"
import { ImportedSchedule } from "../contract/ImportedSchedule.ts"
import { Schedules } from "../contract/Schedules.ts"
import {
  CrontabRefused,
  ScheduleNameTaken,
  ScheduleNotFound,
  ScheduleStateConflict,
  SchedulesGroup
} from "../contract/SchedulesGroup.ts"
import type { CrontabEntry } from "../crontab/CrontabEntry.ts"
import { PROBLEMS_MAX, parseCrontab } from "../crontab/parseCrontab.ts"
import { shownLine } from "../crontab/shownLine.ts"
import {
  ScheduleCreated,
  ScheduleDeleted,
  SchedulePaused,
  ScheduleResumed,
  SchedulesImported,
  TriggerCreated
} from "../events.ts"
import { cadenceOf } from "./cadenceOf.ts"
import { makeCancelQueued } from "./cancelQueued.ts"
import { anchorBefore, firstFree } from "./firstFree.ts"
import { isSameSchedule } from "./isSameSchedule.ts"
import { newScheduleOf, type ScheduleDraft, SHELL_QUEUE, systemTimeZone } from "./newScheduleOf.ts"
import { otherSchedule } from "./otherSchedule.ts"
import { refuse } from "./refuse.ts"
import { IDEMPOTENCY_KEPT_DAYS } from "./refuseOtherContent.ts"

/** How many names are looked through for one that somebody may have meant. */
const NEAREST_AMONG = 1_000

/** How many schedules one statement writes, and one event records. An import may have thousands. */
const WRITTEN_AT_ONCE = 500

/**
 * The rules of schedules.
 *
 * Whoever changes a schedule locks its row first, so that it is not fired meanwhile, and then its triggers. Live runs are
 * taken only where they are free: whoever ends them may be waiting for the schedule.
 */
export const SchedulesLive = implement(
  SchedulesGroup,
  Schedules,
  Effect.gen(function* () {
    const _db = yield* Db
    const audit = yield* Audit
    const notifications = yield* Notifications
    const schedules = yield* ScheduleRepository
    const settling = yield* ScheduleSettlingRepository
    const triggers = yield* TriggerRepository
    const cancelQueued = yield* makeCancelQueued
    const projects = yield* makeFindProject
    const { organizationId } = audit.instance

    const find = Effect.fnUntraced(function* (nameOrId: string) {
      const isText = textProblem(nameOrId) === undefined
      const found = isText ? yield* schedules.find(organizationId, nameOrId) : Option.none()
      if (Option.isSome(found)) return found.value
      const names = yield* schedules.names(organizationId, NEAREST_AMONG)
      return yield* new ScheduleNotFound({ schedule: nameOrId, nearest: nearestName(nameOrId, names) })
    })

    const lock = Effect.fnUntraced(function* (nameOrId: string) {
      const { id } = yield* find(nameOrId)
      const locked = yield* schedules.lock(id)
      yield* about(subjectOf(locked))
      return locked
    })

    /** Writes schedules with their first firings. Names that are taken refuse all of them. */
    const write = Effect.fnUntraced(function* (
      added: ReadonlyArray<{ readonly draft: ScheduleDraft; readonly firstAt: Date }>,
      projectId: string | null
    ) {
      const { handle } = yield* CurrentActor
      const rows = added.map(
        ({ draft }): NewSchedule => ({ ...draft, id: uuidv7(), organizationId, projectId, createdBy: handle })
      )
      const written = new Set((yield* schedules.insert(rows)).map(({ name }) => name))
      const taken = rows.find(({ name }) => !written.has(name))
      if (taken !== undefined) return yield* new ScheduleNameTaken({ name: taken.name })
      const first = rows.map(({ id }, index) => pending(id, added[index]!.firstAt))
      yield* triggers.insert(first)
      for (const { id } of first.slice(0, 1)) yield* announce(id)
      return rows
    })

    /** The firing that has the key already, when it is one of this schedule. A key whose time is over is freed. */
    const firstOfKey = Effect.fnUntraced(function* (key: TriggerKey, { id }: LockedSchedule) {
      if (key.idempotencyKey === null) return undefined
      const use = Option.getOrUndefined(yield* triggers.findKey(key, IDEMPOTENCY_KEPT_DAYS))
      if (use === undefined) return undefined
      if (use.isOver) return void (yield* triggers.freeKey(use.id))
      if (use.scheduleId !== id) return yield* keyOfOther(key)
      return Option.getOrThrow(yield* triggers.find(use.id))
    })

    const keyOfOther = ({ idempotencyKey }: TriggerKey) =>
      new IdempotencyConflict({
        key: idempotencyKey ?? "",
        usedBy: "a firing of another schedule",
        differs: ["schedule"]
      })

    /** Tells the daemons that a firing is due, maybe earlier than they thought. */
    const announce = (trigger: string) => notifications.publish("genie_trigger_due", trigger)

    const refuseState = (schedule: LockedSchedule, wanted: string) =>
      new ScheduleStateConflict({ schedule: schedule.name, state: schedule.status, wanted })

    const subjectOf = ({ id, projectId }: LockedSchedule) => ({ id, log: projectId })

    return {
      create: change(ScheduleCreated, function* (input) {
        const { draft, firstAt } = yield* newScheduleOf(input, yield* schedules.now)
        const project = input.project === undefined ? null : yield* projects.known(input.project)
        const [row] = yield* write([{ draft, firstAt }], project?.id ?? null)
        const { id } = row!
        const { expression, kind, name, timeZone } = draft
        yield* audit.record(ScheduleCreated({ id, log: project?.id }, { name, kind, expression, timeZone }))
        return yield* Effect.orDie(find(id))
      }),

      list: read(function* ({ cursor, limit = PAGE_LIMIT_DEFAULT, project, status }) {
        const projectId = project === undefined ? undefined : (yield* projects.known(project)).id
        const items = yield* schedules.list({ organizationId, projectId, status, after: cursor, limit: limit + 1 })
        return pageOf(items, limit)
      }),

      show: read(({ schedule }) => find(schedule)),

      triggers: read(function* ({ cursor, limit = PAGE_LIMIT_DEFAULT, schedule, state }) {
        const { id } = yield* find(schedule)
        return pageOf(yield* triggers.list({ scheduleId: id, state, before: cursor, limit: limit + 1 }), limit)
      }),

      pause: change(SchedulePaused, function* ({ reason, schedule }) {
        const locked = yield* lock(schedule)
        if (locked.status !== "active") return yield* refuseState(locked, "paused")
        yield* schedules.setStatus(locked.id, "paused", reason ?? null)
        yield* triggers.cancelWaiting([locked.id], "The schedule was paused.")
        yield* audit.record(SchedulePaused(subjectOf(locked), { name: locked.name, reason: reason ?? null }))
        return yield* find(locked.id)
      }),

      resume: change(ScheduleResumed, function* ({ schedule }) {
        const locked = yield* lock(schedule)
        if (locked.status !== "paused") return yield* refuseState(locked, "resumed")
        // A clock that was ahead must lead neither to an instant that has been fired nor to one far away.
        const now = yield* schedules.now
        const taken = (yield* triggers.takenAfter([locked.id], now)).map(({ scheduledFor }) => scheduledFor.getTime())
        const anchor = anchorBefore(locked.anchor, locked.everyMs, now)
        if (anchor < locked.anchor) yield* schedules.setAnchor(locked.id, anchor)
        const nextAt = firstFree(cadenceOf({ ...locked, anchor }), now, new Set(taken))
        yield* schedules.setStatus(locked.id, "active", null)
        if (nextAt !== undefined) {
          const next = pending(locked.id, nextAt)
          yield* triggers.insert([next])
          yield* announce(next.id)
        }
        yield* audit.record(
          ScheduleResumed(subjectOf(locked), { name: locked.name, nextAt: nextAt?.toISOString() ?? null })
        )
        return yield* find(locked.id)
      }),

      trigger: change(TriggerCreated, function* ({ idempotencyKey, schedule }) {
        const locked = yield* lock(schedule)
        const key = { idempotencyKey: idempotencyKey ?? null, scope: locked.projectId ?? organizationId }
        const first = yield* firstOfKey(key, locked)
        if (first !== undefined) return first
        if (locked.status !== "active") return yield* refuseState(locked, "triggered")
        const inserted = yield* triggers.insertForPerson(uuidv7(), locked.id, key)
        // Another schedule's firing took the key since: its schedule is another.
        if (Option.isNone(inserted)) return yield* keyOfOther(key)
        yield* audit.record(TriggerCreated(subjectOf(locked), { name: locked.name, trigger: inserted.value.id }))
        yield* announce(inserted.value.id)
        return inserted.value
      }),

      delete: change(ScheduleDeleted, function* ({ schedule }) {
        const locked = yield* lock(schedule)
        if (locked.status === "deleted") return yield* find(locked.id)
        yield* schedules.setStatus(locked.id, "deleted", null)
        yield* triggers.cancelWaiting([locked.id], "The schedule was deleted.")
        yield* cancelQueued(yield* settling.lockUnfinished([locked.id]), "Its schedule was deleted.")
        yield* audit.record(ScheduleDeleted(subjectOf(locked), { name: locked.name }))
        return yield* find(locked.id)
      }),

      import: change(
        SchedulesImported,
        function* ({ crontab, directory, dryRun = false, dstOverlap, leftovers, system = false, tz }) {
          const defaultZone = yield* refuse("tz", timeZone(tz ?? systemTimeZone()))
          const parsed = parseCrontab(crontab, { system, leftovers: leftovers ?? "end" })
          if (Result.isFailure(parsed)) return yield* new CrontabRefused({ problems: parsed.failure })
          const now = yield* schedules.now
          const lines = crontab.split(/\r?\n/)
          const problemOf = ({ line }: CrontabEntry, message: string) => ({
            line,
            text: shownLine(lines[line - 1] ?? ""),
            message
          })
          const readings = yield* Effect.forEach(parsed.success, (entry) =>
            newScheduleOf(
              {
                name: entry.name,
                cron: entry.expression,
                tz: entry.timeZone ?? defaultZone,
                run: entry.command,
                queue: SHELL_QUEUE,
                env: entry.environment,
                ...(entry.stdin === undefined ? {} : { stdin: entry.stdin }),
                ...directoryOf(entry.directory ?? directory),
                ...(dstOverlap !== undefined && { dstOverlap }),
                ...(leftovers !== undefined && { leftovers })
              },
              now
            ).pipe(
              Effect.map((schedule) => ({ entry, ...schedule })),
              Effect.catchTag("InvalidInput", ({ message }) => Effect.succeed(problemOf(entry, message)))
            )
          )
          const unread = readings.filter((one) => "message" in one)
          if (unread.length > 0) return yield* new CrontabRefused({ problems: unread.slice(0, PROBLEMS_MAX) })
          const read = readings.filter((one) => "draft" in one)

          const names = read.map(({ draft }) => draft.name)
          const existing = new Map(
            (yield* schedules.listNamed(organizationId, names)).map((schedule) => [schedule.name, schedule])
          )
          const others = read.flatMap(({ draft, entry }) => {
            const known = existing.get(draft.name)
            if (known === undefined) return []
            // Schedules from before the rule of cron was the default are the same as long as nobody asks for a policy.
            const wanted = { ...draft, dstOverlap: dstOverlap ?? known.dstOverlap }
            return isSameSchedule(known, wanted) ? [] : [problemOf(entry, otherSchedule(known, wanted, entry))]
          })
          if (others.length > 0) return yield* new CrontabRefused({ problems: others.slice(0, PROBLEMS_MAX) })

          const added = read.filter(({ draft }) => !existing.has(draft.name))
          if (!dryRun) {
            for (let at = 0; at < added.length; at += WRITTEN_AT_ONCE) {
              const part = added.slice(at, at + WRITTEN_AT_ONCE)
              const rows = yield* write(part, null)
              yield* audit.record(
                SchedulesImported.many(
                  { id: organizationId },
                  rows.map(({ id, name }, index) => ({ schedule: id, name, line: part[index]!.entry.line }))
                )
              )
            }
          }

          return read.map(({ draft, entry, firstAt }) => {
            const known = existing.get(draft.name)
            return ImportedSchedule.make({
              line: entry.line,
              name: draft.name,
              expression: draft.expression,
              timeZone: draft.timeZone,
              command: entry.command,
              directory: draft.directory,
              user: entry.user ?? null,
              notes: entry.notes,
              nextAt: known === undefined ? firstAt : known.nextAt,
              result: known !== undefined ? "unchanged" : dryRun ? "would create" : "created"
            })
          })
        }
      )
    }
  })
)

const pending = (scheduleId: string, at: Date) => ({
  id: uuidv7(),
  scheduleId,
  scheduledFor: at,
  dueAt: at,
  state: "pending" as const,
  reason: null
})

const directoryOf = (directory: string | undefined) => (directory === undefined ? {} : { directory })
