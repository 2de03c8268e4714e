import { Audit } from "@genie/audit/effect"
import type { CurrentActor } from "@genie/operation"
import { Db, type Transaction } from "@genie/store/effect"
import { Effect } from "effect"

/** What tells which task something is done to, and in whose log that belongs. */
export interface RecordedTask {
  readonly id: string
  readonly key: string
  readonly projectId: string
}

/** What was done, in words and signs. */
export interface RecordedDetails {
  readonly [detail: string]: string | boolean | null | ReadonlyArray<string>
}

/** Writes down what is done to tasks, in the logs of their projects. */
export const makeTaskRecord = Effect.gen(function* () {
  const db = yield* Db
  const audit = yield* Audit

  return {
    /** Records what was done to a task, in the caller's transaction. */
    record: (
      { id, key, projectId }: RecordedTask,
      action: string,
      details: RecordedDetails = {}
    ): Effect.Effect<void, never, Transaction | CurrentActor> =>
      audit.append({ log: projectId, action, target: { type: "task", id }, details: { key, ...details } }),

    /** Does it in one transaction; when it is refused, that is on record. */
    recorded:
      (action: string, { id, projectId }: RecordedTask) =>
      <A, E, R>(work: Effect.Effect<A, E, R>) =>
        work.pipe(db.transaction, audit.recordRefusal({ log: projectId, action, target: { type: "task", id } }))
  }
})
