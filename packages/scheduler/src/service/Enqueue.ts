// Enqueueing, alone or together. Callers that are in no transaction of their own and come while a statement is out
// share the next one: a round trip and a commit for each of them is what costs, not the rows.
import { Audit, type Receipt, Receipts, RequestId } from "@genie/audit/effect"
import { type Actor, CurrentActor } from "@genie/operation"
import { Db, Notifications, type SqlError, Transaction } from "@genie/store/database"
import { Run, type RunId } from "@genie/store/model"
import { EnqueueRepository, type NewRun, RunRepository } from "@genie/store/scheduler"
import { Cause, Deferred, Effect, Exit, Option } from "effect"
import { IdempotencyConflict } from "../contract/IdempotencyConflict.ts"
import { BATCH_MAX } from "../contract/WorkersGroup.ts"
import { RunsEnqueued } from "../events.ts"
import { IDEMPOTENCY_KEPT_DAYS, KEY_TRIES, refuseOtherContent } from "./refuseOtherContent.ts"

interface Waiting {
  readonly run: NewRun
  readonly actor: Actor
  readonly requestId: string | undefined
  readonly receipts: Array<Receipt> | undefined
  readonly done: Deferred.Deferred<Run, SqlError | IdempotencyConflict>
}

/** Enqueues runs: in the caller's transaction when there is one, else one run in a transaction shared with whoever waits. */
export const makeEnqueue = Effect.gen(function* () {
  const db = yield* Db
  const audit = yield* Audit
  const notifications = yield* Notifications
  const runs = yield* RunRepository
  const queue = yield* EnqueueRepository
  const scope = yield* Effect.scope
  const waiting: Array<Waiting> = []
  let isFlushing = false

  const enqueueAll = Effect.fnUntraced(function* (newRuns: ReadonlyArray<NewRun>) {
    const { enqueuedAt, ids } = yield* queue.enqueue(newRuns)
    const made = ids === null ? undefined : new Set(ids)
    const isMade = ({ id }: NewRun) => made === undefined || made.has(id)
    const fresh = made === undefined ? newRuns : newRuns.filter(isMade)
    for (const [, alike] of Map.groupBy(fresh, ({ projectId, queue }) => `${projectId}:${queue}`)) {
      const [{ projectId, queue }] = alike as [NewRun]
      yield* audit.record(
        RunsEnqueued.many(
          { log: projectId, id: queue },
          alike.map(({ id }) => id)
        )
      )
      yield* notifications.publish("genie_run", `queued:${queue}`)
    }
    return { enqueuedAt: enqueuedAt === null ? new Date(0) : new Date(enqueuedAt), isMade }
  })

  /**
   * The run that has the key of one that was not made: the first caller's, when its content is the same. A key whose
   * time is over is used afresh.
   */
  const idByKey = Effect.fnUntraced(function* (run: NewRun) {
    const key = run.idempotencyKey ?? ""
    for (let tries = 0; tries < KEY_TRIES; tries++) {
      const use = Option.getOrUndefined(yield* runs.findKey(run, IDEMPOTENCY_KEPT_DAYS))
      if (use !== undefined && !use.isOver) {
        yield* refuseOtherContent(key, use, run.idempotencyDigests ?? {}, `run ${use.id}`)
        return use.id
      }
      if (use !== undefined) yield* runs.freeKey(use.id)
      const { isMade } = yield* enqueueAll([run])
      if (isMade(run)) return run.id
    }
    return yield* Effect.die(new Error(`The idempotency key "${key}" is neither free nor used.`))
  })

  const runByKey = (run: NewRun) =>
    idByKey(run).pipe(
      Effect.flatMap((id) => runs.find(run.organizationId, id)),
      Effect.map(Option.getOrThrow),
      // The key of one caller is no reason to refuse those who share the statement.
      Effect.catchTag("IdempotencyConflict", (conflict) => Effect.succeed(conflict))
    )

  const enqueueEach = Effect.fnUntraced(function* (newRuns: ReadonlyArray<NewRun>) {
    const { enqueuedAt, isMade } = yield* enqueueAll(newRuns)
    return yield* Effect.forEach(newRuns, (run) =>
      isMade(run) ? Effect.succeed(enqueuedRun(run, enqueuedAt)) : runByKey(run)
    )
  })

  const flush = Effect.fnUntraced(function* () {
    for (let batch = waiting.splice(0, BATCH_MAX); batch.length > 0; batch = waiting.splice(0, BATCH_MAX)) {
      for (const [, sharing] of Map.groupBy(batch, ({ actor }) => `${actor.kind}:${actor.handle}`)) {
        yield* settle(sharing)
      }
    }
  })

  const settle = (sharing: ReadonlyArray<Waiting>): Effect.Effect<void> => {
    const receipts: Array<Receipt> = []
    return db.transaction(enqueueEach(sharing.map(({ run }) => run))).pipe(
      Effect.provideService(CurrentActor, sharing[0]!.actor),
      // What they share is nobody's request in particular, and its receipt is everybody's.
      Effect.provideService(RequestId, sharing.length === 1 ? sharing[0]!.requestId : undefined),
      Effect.provideService(Receipts, receipts),
      Effect.matchCauseEffect({
        onSuccess: (made) =>
          Effect.forEach(
            sharing,
            ({ done, receipts: wanted }, index) => {
              wanted?.push(...receipts)
              return Deferred.done(done, orConflict(made[index]!))
            },
            { discard: true }
          ),
        // One bad run must not refuse its neighbours: each is tried alone, and only the bad one fails. Not after a commit
        // without an answer: they may be there already.
        onFailure: (cause) =>
          sharing.length === 1 || isUnanswered(cause)
            ? Effect.forEach(sharing, ({ done }) => Deferred.failCause(done, cause), { discard: true })
            : Effect.forEach(sharing, (one) => settle([one]), { discard: true })
      })
    )
  }

  const startFlushing = Effect.suspend(() => {
    if (isFlushing) return Effect.void
    isFlushing = true
    return flush().pipe(Effect.ensuring(Effect.sync(() => (isFlushing = false))), Effect.forkIn(scope), Effect.asVoid)
  })

  return {
    one: Effect.fn("Enqueue.one")(function* (run: NewRun) {
      if (Option.isSome(yield* Effect.serviceOption(Transaction))) {
        const [made] = yield* db.transaction(enqueueEach([run]))
        return yield* orConflict(made!)
      }
      const done = yield* Deferred.make<Run, SqlError | IdempotencyConflict>()
      waiting.push({ run, actor: yield* CurrentActor, requestId: yield* RequestId, receipts: yield* Receipts, done })
      yield* startFlushing
      return yield* Deferred.await(done)
    }),

    /** Answers their ids, in order. */
    many: Effect.fn("Enqueue.many")(function* (newRuns: ReadonlyArray<NewRun>) {
      const { isMade } = yield* enqueueAll(newRuns)
      if (newRuns.every(isMade)) return newRuns.map(({ id }) => id as RunId)
      return yield* Effect.forEach(newRuns, (run) =>
        Effect.map(isMade(run) ? Effect.succeed(run.id) : idByKey(run), (id) => id as RunId)
      )
    }, db.transaction)
  }
})

const orConflict = (made: Run | IdempotencyConflict): Exit.Exit<Run, IdempotencyConflict> =>
  made instanceof IdempotencyConflict ? Exit.fail(made) : Exit.succeed(made)

const isUnanswered = (cause: Cause.Cause<SqlError>): boolean =>
  cause.reasons.some((reason) => Cause.isFailReason(reason) && reason.error.reason === "CommitUnanswered")

/** What was just written, without reading it back. */
const enqueuedRun = (run: NewRun, enqueuedAt: Date) =>
  Run.make(
    {
      id: run.id as Run["id"],
      name: run.name,
      queue: run.queue,
      project: run.project ?? null,
      priority: run.priority,
      state: "queued",
      scheduleId: (run.scheduleId ?? null) as Run["scheduleId"],
      triggerId: (run.triggerId ?? null) as Run["triggerId"],
      taskId: run.taskId ?? null,
      holder: null,
      command: run.command ?? null,
      payload: (run.payload ?? {}) as Run["payload"],
      directory: run.directory ?? null,
      timeoutMs: run.timeoutMs ?? null,
      attempt: 1,
      attemptsMax: run.attemptsMax ?? 1,
      retryOf: null,
      traceId: run.id.replaceAll("-", ""),
      dueAt: run.dueAt === "now" ? enqueuedAt : run.dueAt,
      enqueuedBy: run.enqueuedBy,
      enqueuedAt,
      workerId: null,
      startedAt: null,
      finishedAt: null,
      durationMs: null,
      exitCode: null,
      signal: null,
      failureKind: null,
      failureMessage: null,
      result: null,
      outputTail: null,
      outputBytes: null
    },
    { disableChecks: true }
  )
