import { Audit, change, implement, read, steps } from "@genie/audit/effect"
import { Db, Notifications } from "@genie/store/database"
import { isUuid, PAGE_LIMIT_DEFAULT, pageOf, type RunId, uuidv7 } from "@genie/store/model"
import { type ClaimedRunRow, LeaseRepository, RunEventRepository, WorkerRepository } from "@genie/store/scheduler"
import { Effect, Option, Result } from "effect"
import { ClaimedRun } from "../contract/ClaimedRun.ts"
import { Workers } from "../contract/Workers.ts"
import { SaidEvent, WorkerNotFound, WorkersGroup } from "../contract/WorkersGroup.ts"
import { RunReported, RunsClaimed, RunsGivenBack, WorkerLeft, WorkerRegistered } from "../events.ts"
import { storableText } from "../storable/storableText.ts"
import { dataProblem, makeBisect } from "./bisect.ts"
import { makeEnding } from "./Ending.ts"
import { makeEndEach } from "./endEach.ts"
import { outputHint } from "./followOutput.ts"
import { idempotencyKeyOf } from "./idempotencyKeyOf.ts"
import { RunObservers } from "./RunObservers.ts"
import { readCompletion } from "./readCompletion.ts"
import { readItem, readLease, refuseWithoutLease } from "./readItem.ts"

/** How long a worker's lease holds. Renewed at a third, so two renewals may fail before it is lost. */
export const LEASE_MS = 60_000

/** How much is kept of what one run says while it runs. The end of its output is kept in any case. */
export const RUN_OUTPUT_BYTES_MAX = 4 * 1024 * 1024

/** Stands where a run has said so much. */
const CUT_NOTE =
  "The run says more than is kept of one, 4 MiB: the rest is not shown, but for its end once it has ended."

/** How many workers' queues are remembered. */
const REMEMBERED_MAX = 10_000

/** How much of what runs have to do one claim carries. One run alone always fits. */
export const CLAIM_BYTES_MAX = 8 * 1024 * 1024

/**
 * The rules of workers: who may claim, and whose word about a run counts.
 *
 * Locks are taken in this order: live rows, runs, triggers, schedules, then the heads of the audit logs at the end.
 */
export const WorkersLive = implement(
  WorkersGroup,
  Workers,
  Effect.gen(function* () {
    const db = yield* Db
    const audit = yield* Audit
    const notifications = yield* Notifications
    const { organizationId } = audit.instance
    const workers = yield* WorkerRepository
    const leased = yield* LeaseRepository
    const events = yield* RunEventRepository
    const end = yield* makeEnding
    const endEach = yield* makeEndEach
    const bisect = yield* makeBisect
    const { guards } = yield* RunObservers

    const find = Effect.fnUntraced(function* (worker: string) {
      const found = yield* workers.find(organizationId, worker)
      if (Option.isNone(found)) return yield* new WorkerNotFound({ worker })
      return found.value
    })

    /**
     * What is known of a worker without asking: its queues, which never change, and whether its last claim found less
     * than it wanted. Then there is most likely nothing, and it waits before it claims: a claim of nothing costs five
     * round trips, right when somebody else is enqueueing.
     */
    const known = new Map<string, { readonly queues: ReadonlyArray<string>; isDrained: boolean }>()

    const findQueues = Effect.fnUntraced(function* (worker: string) {
      const found = yield* workers.queuesOf(worker)
      if (Option.isNone(found)) {
        known.delete(worker)
        return yield* new WorkerNotFound({ worker })
      }
      if (known.size >= REMEMBERED_MAX) known.clear()
      const one = { queues: found.value.queues, isDrained: false }
      known.set(worker, one)
      return one
    })

    const claimDue = Effect.fnUntraced(function* (worker: string, queues: ReadonlyArray<string>, limit: number) {
      const found = yield* leased.claim({ worker, queues, limit, bytesMax: CLAIM_BYTES_MAX, leaseMs: LEASE_MS })
      const claimed = found.filter(({ isLeftOut }) => !isLeftOut)
      if (claimed.length < found.length) {
        yield* leased.putBack(found.filter(({ isLeftOut }) => isLeftOut).map(({ id }) => id))
      }
      for (const [log, mine] of Map.groupBy(claimed, ({ projectId }) => projectId)) {
        yield* audit.record(
          RunsClaimed.many(
            { log, id: worker },
            mine.map(({ fence, id }) => [id, fence] as const)
          )
        )
      }
      return { claimed, isDrained: found.length < limit }
    }, db.transaction)

    /** What a worker has claimed and not begun waits for another one, unless nobody wants it any more. */
    const giveBack = Effect.fnUntraced(function* (worker: string) {
      const unwanted = yield* leased.lockCalledOff(worker)
      yield* end(
        unwanted.map(({ cancelReason, runId }) => ({
          run: runId,
          isForced: true,
          outcome: "cancelled",
          failureKind: "cancelled",
          failureMessage: cancelReason
        }))
      )
      const given = yield* leased.giveBack(worker)
      for (const [log, mine] of Map.groupBy(given, ({ projectId }) => projectId)) {
        yield* audit.record(
          RunsGivenBack.many(
            { log, id: worker },
            mine.map(({ runId }) => runId)
          )
        )
      }
      for (const { queue } of given) yield* notifications.publish("genie_run", `queued:${queue}`)
      yield* guards.requeued(given.map(({ runId, taskId }) => ({ id: runId, taskId })))
    })

    return {
      register: change(WorkerRegistered, function* (input) {
        const id = uuidv7()
        yield* workers.insert({ ...input, id, organizationId })
        const { host, name, pid, queues } = input
        yield* audit.record(WorkerRegistered({ id }, { name, host, pid, queues }))
        return yield* Effect.orDie(find(id))
      }),

      list: read(function* ({ cursor, limit = PAGE_LIMIT_DEFAULT }) {
        const items = yield* workers.list(organizationId, cursor, limit + 1)
        return pageOf(items, limit)
      }),

      claim: steps(RunsClaimed, function* ({ limit, waitMs = 0, worker }) {
        const one = known.get(worker) ?? (yield* findQueues(worker))
        const nothing: Effect.Success<ReturnType<typeof claimDue>> = { claimed: [], isDrained: true }
        let found = one.isDrained && waitMs > 0 ? nothing : yield* claimDue(worker, one.queues, limit)
        if (found.claimed.length === 0 && waitMs > 0) {
          yield* anythingDue(one.queues, waitMs)
          found = yield* claimDue(worker, one.queues, limit)
        }
        one.isDrained = found.isDrained
        // Nothing came, or the worker is gone.
        if (found.claimed.length === 0) yield* findQueues(worker)
        return found.claimed.map(toClaimedRun)
      }),

      renew: steps(RunReported, function* ({ leases, running, worker }) {
        const read = leases.map(readLease)
        yield* refuseWithoutLease("leases", read)
        if ((yield* workers.touch(worker)) === 0) return yield* new WorkerNotFound({ worker })
        const named = read.flatMap((lease) => (Result.isSuccess(lease) ? [lease.success] : []))
        const held = named.length === 0 ? [] : yield* leased.renew(worker, named, running.filter(isRunId), LEASE_MS)
        const heldIds = new Set<string>(held.map(({ runId }) => runId))
        return {
          lost: leases.flatMap(runOf).filter((run) => !heldIds.has(run)),
          cancelled: held.flatMap(({ cancelReason, runId }) =>
            cancelReason === null ? [] : [{ run: runId as RunId, reason: cancelReason }]
          )
        }
      }),

      report: steps(RunReported, function* ({ events: said, fence, run, worker }) {
        if (Result.isFailure(readLease({ run, fence }))) return { lost: true, full: false, refused: [] }
        const refused: Array<{ readonly index: number; readonly reason: string }> = []
        const readable = said.flatMap((item, index) => {
          const event = readEvent(item)
          if (Result.isSuccess(event)) return [{ ...event.success, text: storableText(event.success.text), index }]
          refused.push({ index, reason: event.failure })
          return []
        })
        const append = (some: ReadonlyArray<(typeof readable)[number]>) =>
          events.append({
            worker,
            run,
            fence,
            events: some.map(({ index: _, ...event }) => event),
            bytesMax: RUN_OUTPUT_BYTES_MAX,
            cutNote: CUT_NOTE
          })
        const appendApart = bisect(readable, append, ({ index }, reason) => {
          refused.push({ index, reason })
          return append([])
        }).pipe(db.transaction)
        const answers = yield* Effect.catchCause(
          Effect.map(append(readable), (answer) => [answer]),
          (cause) => (dataProblem(cause) === undefined ? Effect.failCause(cause) : appendApart)
        )
        const isHeld = answers.every((answer) => answer.isHeld)
        if (isHeld) yield* notifications.publish("genie_run", outputHint(run))
        else yield* find(worker)
        return { lost: !isHeld, full: isHeld && answers.some(({ isFull }) => isFull), refused }
      }),

      complete: steps(RunReported, function* ({ completions, worker }) {
        yield* refuseWithoutLease("completions", completions.map(readLease))
        const read = completions.map(readCompletion)
        const ends = read.flatMap(({ completion }) =>
          completion === undefined ? [] : [{ ...completion, worker, isForced: false as const }]
        )
        const { ended, refused } = yield* endEach(Effect.succeed(ends))
        // Nothing of it counted: the worker may be unknown.
        if (ended.length === 0) yield* find(worker)
        const endedIds = new Set<string>(ended.map(({ id }) => id))
        return {
          lost: completions.flatMap(runOf).filter((run) => !endedIds.has(run)),
          refused: read.flatMap(({ completion, problem }, index) => {
            const reason = problem ?? (completion && refused.get(completion.run))
            return reason === undefined ? [] : [{ index, reason }]
          })
        }
      }),

      leave: change(WorkerLeft, function* ({ worker }) {
        const found = yield* find(worker)
        yield* giveBack(worker)
        if ((yield* workers.markGone(worker)) === 1) {
          yield* audit.record(WorkerLeft({ id: worker }))
        }
        return found
      })
    }

    /** Returns when something may be due: a hint came, the next queued run's time is there, or the patience ended. */
    function anythingDue(queues: ReadonlyArray<string>, waitMs: number) {
      return notifications.waitFor(
        "genie_run",
        (payload) => queues.some((queue) => payload === `queued:${queue}`),
        Effect.map(leased.untilDue(queues), (next) => Math.min(waitMs, next.waitMs ?? waitMs))
      )
    }
  })
)

const readEvent = readItem(SaidEvent)

const isRunId = (run: unknown): run is RunId => typeof run === "string" && isUuid(run)

/** The run that an item names, whatever else is wrong with it. */
const runOf = (item: unknown): ReadonlyArray<RunId> => {
  const run = typeof item === "object" && item !== null ? Reflect.get(item, "run") : undefined
  return isRunId(run) ? [run] : []
}

const toClaimedRun = ({ isLeftOut: _, ...row }: ClaimedRunRow): ClaimedRun =>
  ClaimedRun.make({ ...row, idempotencyKey: idempotencyKeyOf(row.traceId), leaseMs: LEASE_MS }, { disableChecks: true })
