import type { CurrentActor } from "@genie/operation"
import type { EndedRun, SqlError, Transaction } from "@genie/store/effect"
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
  }
>()("@genie/scheduler/RunObservers") {
  static readonly layer: Layer.Layer<RunObservers> = Layer.sync(RunObservers, () => {
    const observers = new Set<RunObserver>()
    return RunObservers.of({
      observe: (observer) => {
        // One entry per call: the same function may be told twice, and stops being told one by one.
        const one: RunObserver = (ended) => observer(ended)
        return Effect.asVoid(
          Effect.acquireRelease(
            Effect.sync(() => observers.add(one)),
            () => Effect.sync(() => observers.delete(one))
          )
        )
      },
      tell: (ended) => Effect.forEach([...observers], (observer) => observer(ended), { discard: true })
    })
  })
}
