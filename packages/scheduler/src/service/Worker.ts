// A worker: claims due runs, does them in its slots, renews their leases, reports how they ended. It only speaks to
// `Workers`, so it is the same in the owner's process and at the other end of a socket.
import type { CurrentCaller, SharedRefusal } from "@genie/operation"
import type { RunId, WorkerId } from "@genie/store/model"
import { Cause, Clock, Effect, Fiber, Latch, Scope } from "effect"
import type { ClaimedRun } from "../contract/ClaimedRun.ts"
import { Workers } from "../contract/Workers.ts"
import { BATCH_MAX, CLAIM_WAIT_MAX_MS, type Completion } from "../contract/WorkersGroup.ts"
import { currentProcessIdentity } from "../process/ProcessIdentity.ts"
import { messageOf } from "../storable/messageOf.ts"
import { storableCompletion } from "../storable/storableCompletion.ts"
import { makeEndReporter } from "./EndReporter.ts"
import { patiently } from "./patiently.ts"
import { makeRunOutput, type RunVoice, type Say } from "./RunOutput.ts"

/** How a run went, as the work itself says it. */
export type WorkResult = Omit<Completion, "run" | "fence" | "startedAt">

/** Why a run is told to stop. The reason of its `AbortSignal`. */
export class RunStopped extends Error {
  override readonly name = "RunStopped"
  readonly why: "cancelled" | "lost" | "drained"

  constructor(why: "cancelled" | "lost" | "drained", message: string) {
    super(message)
    this.why = why
  }
}

/** What a worker serves, and how. */
export interface WorkerOptions<R> {
  readonly name: string
  readonly host: string
  readonly version: string
  readonly queues: ReadonlyArray<string>
  /** How many runs it works on at once. */
  readonly slots: number
  /** How many more it may hold that wait for a slot; a few hundred where runs are short. 0 when not said. */
  readonly prefetch?: number
  /**
   * Does the work. The signal aborts when the run was cancelled, its lease is lost, or the worker must leave. What it
   * says meanwhile is shown to whoever watches the run.
   */
  readonly perform: (run: ClaimedRun, signal: AbortSignal, say: Say) => Effect.Effect<WorkResult, unknown, R>
  /** Resolves when somebody asks for a cancellation nearby, so that it is heard before the next renewal. */
  readonly cancelHint?: Effect.Effect<unknown>
  /** How long it waits for its runs when it is to leave. */
  readonly drainMs?: number
}

/** A worker that is there. */
export interface RunningWorker {
  /** Its id; another one after it was taken for dead and came back. */
  readonly id: Effect.Effect<WorkerId>
}

/** A renewal at least this often, though a third of the lease would do: it is how a worker far away hears of a cancel. */
export const RENEW_EVERY_MS = 5_000

/** How many leases one renewal carries: with the runs that have begun, half of what a server reads. */
export const LEASES_AT_ONCE = 5_000

/** Work that takes longer than this is reported as running; what is done before costs no report. */
export const REPORT_AFTER_MS = 250

/** How long a worker that must leave waits for its runs before it stops them. */
export const DRAIN_MS = 5_000

/** This much of a lease may pass without a renewal before its work is stopped: the rest is for stopping it. */
export const SELF_FENCE_AT = 0.9

interface Held {
  readonly run: ClaimedRun
  readonly controller: AbortController
  /** Measured before the claim or renewal was sent, so it is never later than the database's own reckoning. */
  renewedAt: number
  startedAt?: Date
  isReported?: boolean
}

/**
 * Starts a worker in the scope. Closing the scope drains it: it claims no more, waits for its runs a while, stops those
 * that are left, gives back what it never started, and says goodbye.
 */
export const startWorker = <R>(
  options: WorkerOptions<R>
): Effect.Effect<RunningWorker, SharedRefusal, Workers | CurrentCaller | Scope.Scope | R> =>
  Effect.gen(function* () {
    const workers = yield* Workers
    // A scope of its own: the work must outlive the moment the worker is told to leave.
    const scope = yield* Scope.make()
    const held = new Map<RunId, Held>()
    const backlog: Array<Held> = []
    const room = yield* Latch.make(true)
    const nothingHeld = yield* Latch.make(true)
    const somethingBegun = yield* Latch.make(false)
    const capacity = options.slots + (options.prefetch ?? 0)
    let running = 0
    let isLeaving = false

    const register = Effect.gen(function* () {
      const { bootId, pid, startTime } = yield* currentProcessIdentity
      const { host, name, queues, slots, version } = options
      const input = { name, host, version, queues, slots, bootId, pid, processStartedAt: startTime }
      return (yield* workers.register(input)).id
    })
    let id = yield* register
    const output = yield* makeRunOutput(() => id)
    const ends = yield* makeEndReporter(() => id)

    // The claimer keeps the slots busy: it asks again as soon as half of what it may hold is done.

    const claimer = Effect.gen(function* () {
      yield* room.await
      const sentAt = yield* monotonicMs
      const limit = Math.min(BATCH_MAX, capacity - running - backlog.length)
      const claimed = yield* workers.claim({ worker: id, limit, waitMs: CLAIM_WAIT_MAX_MS })
      for (const run of claimed) {
        // A claim that a crash of the server took back may come again under the same number: what runs is not believed.
        yield* stop(run.id, "lost", "The server lost the claim, and this run was claimed again.")
        const one: Held = { run, controller: new AbortController(), renewedAt: sentAt }
        held.set(run.id, one)
        backlog.push(one)
      }
      if (claimed.length > 0) yield* nothingHeld.close
      yield* startWaiting
    }).pipe(Effect.catchTag("WorkerNotFound", () => comeBack))

    const startWaiting: Effect.Effect<void, never, R> = Effect.gen(function* () {
      while (running < options.slots && backlog.length > 0 && !isLeaving) {
        running++
        yield* Effect.forkIn(work(backlog.shift()!), scope)
      }
      yield* running + backlog.length <= Math.floor(capacity / 2) ||
      (capacity < 4 && running + backlog.length < capacity)
        ? room.open
        : room.close
    })

    const work = (one: Held): Effect.Effect<void, never, R> =>
      Effect.gen(function* () {
        one.startedAt = new Date(yield* Clock.currentTimeMillis)
        yield* somethingBegun.open
        const begunAt = yield* monotonicMs
        const voice = output.voiceOf(one.run)
        const result = yield* Effect.suspend(() => options.perform(one.run, one.controller.signal, voice.say)).pipe(
          Effect.catchCause((cause) => Effect.succeed(failed(cause)))
        )
        const lastedMs = (yield* monotonicMs) - begunAt
        yield* voice.end
        yield* Effect.suspend(() =>
          report(one, { ...result, ...outputOf(result, voice), durationMs: result.durationMs ?? lastedMs })
        ).pipe(
          // Whatever the work answered, its run ends: otherwise the lease would be renewed for ever.
          Effect.catchCause((cause) => report(one, failed(cause)))
        )
      }).pipe(
        Effect.ensuring(
          Effect.suspend(() => {
            running--
            return startWaiting
          })
        )
      )

    const report = (one: Held, result: WorkResult): Effect.Effect<unknown> => {
      const stopped = one.controller.signal.aborted ? (one.controller.signal.reason as RunStopped) : undefined
      if (stopped?.why === "lost") return forget(one)
      const { completion } = storableCompletion({
        run: one.run.id,
        fence: one.run.fence,
        ...(one.startedAt === undefined ? {} : { startedAt: one.startedAt }),
        ...result,
        ...(stopped === undefined || result.outcome === "succeeded"
          ? {}
          : {
              outcome: stopped.why === "drained" ? ("lost" as const) : ("cancelled" as const),
              failureKind: stopped.why,
              failureMessage: stopped.message
            })
      })
      return ends.add(completion, forget(one))
    }

    const forget = (one: Held) =>
      Effect.suspend(() => {
        if (held.get(one.run.id) === one) held.delete(one.run.id)
        return held.size === 0 ? nothingHeld.open : Effect.void
      })

    // The renewer keeps the leases, hears of cancellations, and stops the work of a lease it can no longer prove.

    const somethingToReport = Effect.gen(function* () {
      yield* somethingBegun.await
      yield* somethingBegun.close
      yield* Effect.sleep(REPORT_AFTER_MS)
      return [...held.values()].some((one) => one.startedAt !== undefined && one.isReported !== true)
    }).pipe(Effect.repeat({ until: (isSo) => isSo }))

    const renewer = Effect.gen(function* () {
      yield* Effect.raceAllFirst([Effect.sleep(RENEW_EVERY_MS), somethingToReport, options.cancelHint ?? Effect.never])
      const sentAt = yield* monotonicMs
      const all = [...held.values()]
      for (let at = 0; at === 0 || at < all.length; at += LEASES_AT_ONCE) {
        const some = all.slice(at, at + LEASES_AT_ONCE)
        const begun = some.filter((one) => one.startedAt !== undefined && one.isReported !== true)
        const { cancelled, lost } = yield* workers.renew({
          worker: id,
          leases: some.map(({ run }) => ({ run: run.id, fence: run.fence })),
          running: begun.map(({ run }) => run.id)
        })
        for (const one of some) one.renewedAt = sentAt
        for (const one of begun) one.isReported = true
        for (const run of lost) yield* stop(run, "lost", "The lease was lost: somebody else may be doing this run.")
        for (const { reason, run } of cancelled) yield* stop(run, "cancelled", reason)
      }
    }).pipe(
      Effect.catchTag("WorkerNotFound", () => comeBack),
      Effect.ensuring(
        Effect.gen(function* () {
          const now = yield* monotonicMs
          for (const { renewedAt, run } of [...held.values()]) {
            if (now - renewedAt < run.leaseMs * SELF_FENCE_AT) continue
            yield* stop(run.id, "lost", "The lease could not be renewed in time.")
          }
        })
      )
    )

    const stop = (run: RunId, why: RunStopped["why"], message: string) =>
      Effect.suspend(() => {
        const one = held.get(run)
        if (one === undefined || one.controller.signal.aborted) return Effect.void
        one.controller.abort(new RunStopped(why, message))
        const waiting = backlog.indexOf(one)
        if (waiting < 0) return Effect.void
        backlog.splice(waiting, 1)
        return report(one, { outcome: "cancelled" })
      })

    /** It was taken for dead: everything it held is somebody else's now. */
    const comeBack = Effect.gen(function* () {
      for (const run of [...held.keys()]) yield* stop(run, "lost", "This worker was taken for dead.")
      id = yield* register
    })

    const leave = Effect.gen(function* () {
      isLeaving = true
      for (const { run } of backlog.splice(0)) held.delete(run.id)
      if (held.size === 0) yield* nothingHeld.open
      yield* Effect.timeoutOption(nothingHeld.await, options.drainMs ?? DRAIN_MS)
      for (const run of [...held.keys()]) yield* stop(run, "drained", "Its worker had to leave.")
      yield* Effect.timeoutOption(nothingHeld.await, STOP_MS)
      yield* Effect.ignore(workers.leave({ worker: id }))
    })

    const tryAgain = patiently("The worker")
    yield* Effect.forkIn(Effect.forever(tryAgain(ends.report)), scope)
    yield* Effect.forkIn(Effect.forever(tryAgain(renewer)), scope)
    yield* Effect.forkIn(Effect.forever(tryAgain(output.report)), scope)
    const claiming = yield* Effect.forkIn(Effect.forever(tryAgain(claimer)), scope)
    yield* Effect.addFinalizer((exit) =>
      Fiber.interrupt(claiming).pipe(Effect.andThen(leave), Effect.andThen(Scope.close(scope, exit)))
    )

    return { id: Effect.sync(() => id) }
  })

/** How long stopped runs may take to end, beyond the grace their commands get. */
const STOP_MS = 15_000

/** A handler's words count as its output, so that who follows them hears of the end. */
const outputOf = ({ outputBytes = 0 }: WorkResult, voice: RunVoice) => {
  const bytes = Math.max(outputBytes, voice.saidBytes())
  return bytes === 0 ? {} : { outputBytes: bytes }
}

const monotonicMs = Effect.map(Clock.currentTimeNanos, (nanos) => Number(nanos) / 1e6)

const failed = (cause: Cause.Cause<unknown>): WorkResult => ({
  outcome: "failed",
  failureKind: "handler",
  failureMessage: messageOf(Cause.squash(cause))
})
