// How runs end, whoever ends them: a worker that completes, a person who cancels, the daemon that finds one lost.
// Everything that follows from an end happens in its transaction: the next attempt, the task, the trigger, the schedule.
import { Audit } from "@genie/audit/effect"
import { Notifications } from "@genie/store/database"
import { uuidv7 } from "@genie/store/model"
import { type EndedRun, EnqueueRepository, LiveRunRepository, type RunEnd } from "@genie/store/scheduler"
import { Effect } from "effect"
import { RunCancelled, RunsFailed, RunsLost, RunsSucceeded, RunsTimedOut } from "../events.ts"
import { makeFiring } from "./Firing.ts"
import { outputHint } from "./followOutput.ts"
import { RunObservers } from "./RunObservers.ts"
import { retryDelay } from "./retryDelay.ts"

/** The event of each end. */
const endings = {
  succeeded: RunsSucceeded,
  failed: RunsFailed,
  cancelled: RunCancelled,
  timed_out: RunsTimedOut,
  lost: RunsLost
}

/** After so many lost workers a run is not tried again: it may be what kills them. */
export const LOSSES_MAX = 5

/** Ends runs inside the open transaction, and answers those that were ended: a stale fence ends nothing. */
export const makeEnding = Effect.gen(function* () {
  const audit = yield* Audit
  const notifications = yield* Notifications
  const liveRuns = yield* LiveRunRepository
  const runs = yield* EnqueueRepository
  const firing = yield* makeFiring
  const observers = yield* RunObservers

  return Effect.fn("Ending.end")(function* (ends: ReadonlyArray<RunEnd>) {
    const ended = yield* liveRuns.end(ends)

    // Whoever follows its output waits for this. A run that never says anything spares itself the hint.
    const talkative = new Set(ends.filter(mayBeFollowed).map(({ run }) => run))
    if (talkative.size > 0) {
      for (const { id } of ended) if (talkative.has(id)) yield* notifications.publish("genie_run", outputHint(id))
    }

    const again = ended.filter(isTriedAgain)
    if (again.length > 0) {
      const queued = yield* runs.enqueueNext(
        again.map((run) => ({
          run: run.id,
          id: uuidv7(),
          delayMs: run.outcome === "lost" ? 0 : retryDelay(failuresOf(run)),
          isLost: run.outcome === "lost"
        }))
      )
      for (const { queue } of queued) yield* notifications.publish("genie_run", `queued:${queue}`)
    }

    for (const [, alike] of Map.groupBy(ended, ({ outcome, projectId, queue }) => `${projectId}:${outcome}:${queue}`)) {
      const [{ outcome, projectId, queue }] = alike as [EndedRun]
      yield* audit.record(
        endings[outcome].many(
          { log: projectId, type: "queue", id: queue },
          alike.map(({ id }) => id)
        )
      )
    }

    // Those who hold on to runs come before the schedules: that is the order of the locks.
    if (ended.length > 0) yield* observers.tell(ended.map((run) => ({ ...run, isLast: !isTriedAgain(run) })))

    const settled = ended.filter((run) => run.triggerId !== null || run.scheduleId !== null)
    if (settled.length > 0) {
      yield* firing.settle(
        settled.map((run) => ({
          runId: run.id,
          triggerId: run.triggerId,
          scheduleId: run.scheduleId,
          outcome: run.outcome,
          isLast: !isTriedAgain(run),
          message: run.failureMessage
        }))
      )
    }

    return ended
  })
})

const mayBeFollowed = ({ isForced, outputBytes }: RunEnd): boolean => isForced === true || outputBytes !== undefined

const isTriedAgain = (run: EndedRun): boolean => {
  // Nobody but its holder can do it, and who let it run out may be doing it still.
  if (run.isCancelAsked || run.holder !== null) return false
  if (run.outcome === "lost") return run.losses < LOSSES_MAX
  return (run.outcome === "failed" || run.outcome === "timed_out") && failuresOf(run) < run.attemptsMax
}

/** Lost attempts are nobody's failure. */
const failuresOf = (run: EndedRun): number => run.attempt - run.losses
