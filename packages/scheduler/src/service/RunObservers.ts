import { memberOf } from "@genie/identity/effect"
import type { CurrentActor } from "@genie/operation"
import type { SqlError, Transaction } from "@genie/store/database"
import type { EndedRun } from "@genie/store/scheduler"
import { Context, Effect, Layer, type Scope } from "effect"

/** A run that was just ended, and whether that was its last attempt. */
export interface ObservedRun extends EndedRun {
  /** No further attempt follows by itself. */
  readonly isLast: boolean
}

/** Is told of runs inside the transaction that ends them: what it writes is committed with the end, or neither is. */
export type RunObserver = (
  ended: ReadonlyArray<ObservedRun>
) => Effect.Effect<void, SqlError, Transaction | CurrentActor>

/** A run that somebody wants to change, and the task it works on. */
export interface GuardedRun {
  readonly id: string
  readonly taskId: string | null
}

/** Has a say in what is done to unfinished runs, in the transaction that does it. */
export interface RunGuard {
  /** Why whoever is asking may not cancel or retry this run, in words that end a sentence; null when they may. */
  refusal(
    run: GuardedRun,
    wanted: "cancelled" | "retried"
  ): Effect.Effect<string | null, SqlError, Transaction | CurrentActor>
  /** Is told of runs that wait in their queues once more: somebody retried them, or a worker gave them back. */
  requeued(runs: ReadonlyArray<GuardedRun>): Effect.Effect<void, SqlError, Transaction | CurrentActor>
}

/**
 * Those who follow the ends of runs, so that what hangs on a run changes with it: a task moves when its run succeeds.
 *
 * An observer is told of every run and picks its own. It holds the live rows' locks already, and takes those of tasks
 * before anything of schedules: live runs, tasks, schedules, triggers, the heads of the audit logs. Where it fails, the
 * end is rolled back. Queued runs of a schedule that makes room for its next firing are not told of: they have no task.
 */
export class RunObservers extends Context.Service<
  RunObservers,
  {
    /** Tells the observer from now on, until the scope closes. */
    observe(observer: RunObserver): Effect.Effect<void, never, Scope.Scope>
    /** Tells all of them, in the order in which they came. */
    tell(ended: ReadonlyArray<ObservedRun>): Effect.Effect<void, SqlError, Transaction | CurrentActor>
    /** Asks the guard from now on, until the scope closes. */
    guard(guard: RunGuard): Effect.Effect<void, never, Scope.Scope>
    /** What all of them say: the first refusal counts. */
    readonly guards: RunGuard
  }
>()("@genie/scheduler/RunObservers") {
  static readonly layer: Layer.Layer<RunObservers> = Layer.sync(RunObservers, () => {
    const observers = new Set<RunObserver>()
    const guards = new Set<RunGuard>()
    return RunObservers.of({
      // One entry per call: the same function may be told twice, and stops being told one by one.
      observe: (observer) => memberOf(observers, (ended) => observer(ended)),
      tell: (ended) => Effect.forEach([...observers], (observer) => observer(ended), { discard: true }),
      guard: (guard) => memberOf(guards, { ...guard }),
      guards: {
        refusal: Effect.fnUntraced(function* (run, wanted) {
          for (const guard of guards) {
            const because = yield* guard.refusal(run, wanted)
            if (because !== null) return because
          }
          return null
        }),
        requeued: (runs) => Effect.forEach([...guards], (guard) => guard.requeued(runs), { discard: true })
      }
    })
  })
}
