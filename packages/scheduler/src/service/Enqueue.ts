// Enqueueing, alone or together. Callers that are in no transaction of their own and come while a statement is out
// share the next one: a round trip and a commit for each of them is what costs, not the rows.
import { Audit } from "@genie/audit/effect"
import { type Actor, CurrentActor } from "@genie/operation"
import {
  Db,
  type EnqueuedRun,
  makeRunRepository,
  type NewRun,
  Notifications,
  type SqlError,
  Transaction
} from "@genie/store/effect"
import { Run } from "@genie/store/model"
import { Deferred, Effect, Option } from "effect"
import { BATCH_MAX } from "../contract/WorkersGroup.ts"

interface Waiting {
  readonly run: NewRun
  readonly actor: Actor
  readonly done: Deferred.Deferred<Run, SqlError>
}

/** Enqueues runs: in the caller's transaction when there is one, else one run in a transaction shared with whoever waits. */
export const makeEnqueue = Effect.gen(function* () {
  const db = yield* Db
  const audit = yield* Audit
  const notifications = yield* Notifications
  const runs = yield* makeRunRepository
  const scope = yield* Effect.scope
  const waiting: Array<Waiting> = []
  let isFlushing = false

  const enqueueAll = Effect.fnUntraced(function* (newRuns: ReadonlyArray<NewRun>) {
    const enqueued = new Map((yield* runs.enqueue(newRuns)).map((row) => [row.id, row]))
    const fresh = newRuns.filter(({ id }) => enqueued.has(id))
    for (const [, alike] of Map.groupBy(fresh, ({ projectId, queue }) => `${projectId}:${queue}`)) {
      const [{ projectId, queue }] = alike as [NewRun]
      yield* audit.appendBatch({
        log: projectId,
        action: "run.enqueued",
        target: { type: "queue", id: queue },
        items: alike.map(({ id }) => id)
      })
      yield* notifications.publish("genie_run", `queued:${queue}`)
    }
    return enqueued
  })

  /** The run that was made, or the one that had its key already: whoever comes second gets what the first one made. */
  const madeOf = (enqueued: ReadonlyMap<string, EnqueuedRun>, run: NewRun) => {
    const row = enqueued.get(run.id)
    return row === undefined
      ? Effect.map(runs.findByKey(run.organizationId, run.idempotencyKey!), Option.getOrThrow)
      : Effect.succeed(enqueuedRun(run, row.dueAt, row.enqueuedAt))
  }

  const enqueueEach = (newRuns: ReadonlyArray<NewRun>) =>
    Effect.flatMap(enqueueAll(newRuns), (enqueued) => Effect.forEach(newRuns, (run) => madeOf(enqueued, run)))

  const flush = Effect.fnUntraced(function* () {
    for (let batch = waiting.splice(0, BATCH_MAX); batch.length > 0; batch = waiting.splice(0, BATCH_MAX)) {
      for (const [, sharing] of Map.groupBy(batch, ({ actor }) => `${actor.kind}:${actor.handle}`)) {
        yield* settle(sharing)
      }
    }
  })

  const settle = (sharing: ReadonlyArray<Waiting>): Effect.Effect<void> =>
    db.transaction(enqueueEach(sharing.map(({ run }) => run))).pipe(
      Effect.provideService(CurrentActor, sharing[0]!.actor),
      Effect.matchCauseEffect({
        onSuccess: (made) =>
          Effect.forEach(sharing, ({ done }, index) => Deferred.succeed(done, made[index]!), { discard: true }),
        // One bad run must not refuse its neighbours: each is tried alone, and only the bad one fails.
        onFailure: (cause) =>
          sharing.length === 1
            ? Effect.asVoid(Deferred.failCause(sharing[0]!.done, cause))
            : Effect.forEach(sharing, (one) => settle([one]), { discard: true })
      })
    )

  const startFlushing = Effect.suspend(() => {
    if (isFlushing) return Effect.void
    isFlushing = true
    return flush().pipe(Effect.ensuring(Effect.sync(() => (isFlushing = false))), Effect.forkIn(scope), Effect.asVoid)
  })

  return {
    one: Effect.fn("Enqueue.one")(function* (run: NewRun) {
      if (Option.isSome(yield* Effect.serviceOption(Transaction))) {
        const [made] = yield* db.transaction(enqueueEach([run]))
        return made!
      }
      const done = yield* Deferred.make<Run, SqlError>()
      waiting.push({ run, actor: yield* CurrentActor, done })
      yield* startFlushing
      return yield* Deferred.await(done)
    }),

    /** Answers their ids, in order. */
    many: Effect.fn("Enqueue.many")(function* (newRuns: ReadonlyArray<NewRun>) {
      const enqueued = yield* enqueueAll(newRuns)
      return yield* Effect.forEach(newRuns, (run) =>
        enqueued.has(run.id) ? Effect.succeed(run.id) : Effect.map(madeOf(enqueued, run), ({ id }) => id)
      )
    }, db.transaction)
  }
})

/** What was just written, without reading it back. */
const enqueuedRun = (run: NewRun, dueAt: string, enqueuedAt: string) =>
  Run.make(
    {
      id: run.id as Run["id"],
      name: run.name,
      queue: run.queue,
      priority: run.priority,
      state: "queued",
      scheduleId: (run.scheduleId ?? null) as Run["scheduleId"],
      triggerId: (run.triggerId ?? null) as Run["triggerId"],
      command: run.command ?? null,
      payload: (run.payload ?? {}) as Run["payload"],
      directory: run.directory ?? null,
      timeoutMs: run.timeoutMs ?? null,
      attempt: 1,
      attemptsMax: run.attemptsMax ?? 1,
      retryOf: null,
      traceId: run.traceId,
      dueAt: new Date(dueAt),
      enqueuedBy: run.enqueuedBy,
      enqueuedAt: new Date(enqueuedAt),
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
