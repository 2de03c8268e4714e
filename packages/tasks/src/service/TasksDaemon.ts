// What finds the tasks that nobody pursued: a run of theirs ended in a process that knows nothing of tasks, an approval
// that was asked for expired, a column was changed. Any number may run beside one another.
import { CurrentActor } from "@genie/operation"
import { patiently } from "@genie/scheduler/effect"
import { Db, Notifications, type SqlError } from "@genie/store/database"
import { layerIdentityRepositories } from "@genie/store/identity"
import { layerSchedulerRepositories } from "@genie/store/scheduler"
import { layerTaskRepositories, TaskPipelineRepository } from "@genie/store/tasks"
import { Cause, Effect } from "effect"
import { makePipeline } from "./Pipeline.ts"

/** A look at least this often. */
export const OVERDUE_POLL_MS = 30_000

/** A look at most this often, however many runs end. */
export const OVERDUE_SPACING_MS = 5_000

/** How many tasks one transaction pursues. */
export const OVERDUE_BATCH = 100

/** Lets every task go on that may, a batch after the other. */
export const makePursueOverdue = Effect.gen(function* () {
  const db = yield* Db
  const repository = yield* TaskPipelineRepository
  const pipeline = yield* makePipeline

  const pursue = (tasks: ReadonlyArray<string>) => db.transaction(pipeline.pursue(tasks))

  /** Together, since that is quick; one by one where together it fails, so that one task keeps none of the others. */
  const pursueApart = (tasks: ReadonlyArray<string>) =>
    pursue(tasks).pipe(
      unlessInterrupted(() =>
        Effect.forEach(
          tasks,
          (task) =>
            pursue([task]).pipe(
              unlessInterrupted((cause) =>
                Effect.logError(`Task ${task} cannot go on, and is left where it is.`, cause)
              )
            ),
          { discard: true }
        )
      )
    )

  return Effect.fn("Tasks.pursueOverdue")(
    function* () {
      for (let after = BEFORE_ALL; ; ) {
        const overdue = yield* repository.overdue(after, OVERDUE_BATCH)
        if (overdue.length > 0) yield* pursueApart(overdue)
        if (overdue.length < OVERDUE_BATCH) return
        after = overdue.at(-1)!
      }
    },
    Effect.provideService(CurrentActor, { handle: "pipeline", kind: "system" })
  )
})

/** Runs until it is interrupted. */
export const runTasksDaemon = Effect.gen(function* () {
  const notifications = yield* Notifications
  const pursueOverdue = yield* makePursueOverdue

  const look = Effect.gen(function* () {
    yield* pursueOverdue()
    yield* Effect.sleep(OVERDUE_SPACING_MS)
    yield* notifications.waitFor(
      "genie_run",
      (payload) => payload.startsWith("output:"),
      Effect.succeed(OVERDUE_POLL_MS - OVERDUE_SPACING_MS)
    )
  })
  return yield* Effect.forever(patiently("The pipeline of tasks")(look))
}).pipe(Effect.provide([layerIdentityRepositories, layerSchedulerRepositories, layerTaskRepositories]))

/** Whatever went wrong, but for being told to stop. */
const unlessInterrupted =
  <R2>(otherwise: (cause: Cause.Cause<SqlError>) => Effect.Effect<void, SqlError, R2>) =>
  <R>(work: Effect.Effect<void, SqlError, R>): Effect.Effect<void, SqlError, R | R2> =>
    Effect.catchCause(work, (cause) => (Cause.hasInterrupts(cause) ? Effect.failCause(cause) : otherwise(cause)))

const BEFORE_ALL = "00000000-0000-0000-0000-000000000000"
