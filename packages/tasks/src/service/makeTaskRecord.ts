import { Audit, type EventType } from "@genie/audit/effect"
import type { CurrentActor } from "@genie/operation"
import type { Transaction } from "@genie/store/database"
import { Effect, type Schema } from "effect"

/** Identifies a task and the audit log it belongs to. */
export interface RecordedTask {
  readonly id: string
  readonly key: string
  readonly projectId: string
}

/** Records events of tasks in the logs of their projects. */
export const makeTaskRecord = Effect.gen(function* () {
  const audit = yield* Audit

  return {
    /** Records an event of a task, with its key, in the caller's transaction. */
    record: <Fields extends Schema.Struct.Fields>(
      type: EventType<Fields>,
      { id, key, projectId }: RecordedTask,
      details: Omit<Schema.Struct.Type<Fields>, "key">
    ): Effect.Effect<void, never, Transaction | CurrentActor> =>
      audit.record((type as EventType<{}>)({ log: projectId, id }, { key, ...details } as {}))
  }
})
