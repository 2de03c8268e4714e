// Hints that something changed, for whoever would otherwise poll. They are sent after the commit, may be lost and may
// be repeated: what they point at is in the database, and whoever misses one finds it at the next poll.
import { Context, Effect, Layer, Scope } from "effect"
import { sql } from "kysely"
import { Db } from "../database/Db.ts"
import type { Announcement, Hint } from "../database/engines/Engine.ts"
import type { SqlError } from "../database/SqlError.ts"
import { boolean, text } from "../database/SqlType.ts"
import { statement } from "../database/statement.ts"
import { Transaction } from "../database/Transaction.ts"

/**
 * What is spoken of, and the payload:
 *
 * - `genie_trigger_due`: a trigger's id
 * - `genie_run`: `queued:<queue>`, `cancel:<run id>` or `output:<run id>`
 * - `genie_audit_event`: `entity_type:event_type:entity_id`
 * - `genie_task_stage`: `task_id:old_stage:new_stage`
 * - `genie_message`: `conversation_id:message_id:sender_id`
 * - `genie_task_dep`: `task_id:added|removed:dep_id:dep_type`
 */
export type Channel =
  | "genie_trigger_due"
  | "genie_run"
  | "genie_audit_event"
  | "genie_task_stage"
  | "genie_message"
  | "genie_task_dep"

/** After the first hint on a channel, what follows within this time goes out together. */
export const COALESCE_MS = 5

/** What was not sent yet when the layer closes gets so long. A command that does one thing and leaves says it, too. */
export const LAST_WORDS_MS = 1_000

/** PostgreSQL refuses payloads of 8,000 bytes. A longer one is sent as an empty one: look for yourself. */
export const PAYLOAD_BYTES_MAX = 7_999

/** The hints. */
export class Notifications extends Context.Service<
  Notifications,
  {
    /**
     * Tells those who wait, in this process at once and in others soon.
     *
     * In a transaction it is told once that has committed. In a host's own transaction the database tells it at the
     * host's commit, since only the host learns of it.
     */
    publish(channel: Channel, payload: string): Effect.Effect<void, SqlError>
    /** Calls back for every hint until the scope closes; with `undefined` when some may have been missed. */
    subscribe(
      channel: Channel,
      onHint: (payload: string | undefined) => void
    ): Effect.Effect<void, SqlError, Scope.Scope>
    /**
     * Waits for a hint that matches, or until the patience ends. The patience, in milliseconds, is computed once the
     * wait has begun: a hint that came just before is seen by the statement that computes it.
     */
    waitFor<E, R>(
      channel: Channel,
      matches: (payload: string) => boolean,
      patienceMs: Effect.Effect<number, E, R>
    ): Effect.Effect<void, E | SqlError, R>
  }
>()("@genie/store/Notifications") {
  static readonly layer: Layer.Layer<Notifications, never, Db> = Layer.effect(
    Notifications,
    Effect.gen(function* () {
      const db = yield* Db
      const scope = yield* Effect.scope
      const listeners = new Map<Channel, Set<(payload: string | undefined) => void>>()
      const unsent = new Map<Channel, Set<string>>()
      const inFlight = new Set<ReadonlyArray<Announcement>>()
      const hear = (channel: Channel, payload: string | undefined) => {
        for (const listener of listeners.get(channel) ?? []) listener(payload)
      }

      const send = (announcements: ReadonlyArray<Announcement>) =>
        Effect.catchTag(db.engine.notify(announcements), "SqlError", (error) =>
          Effect.logDebug("A hint was lost:", error)
        )

      const flush = Effect.fnUntraced(function* (channel: Channel, payloads: Set<string>) {
        while (payloads.size > 0) {
          const announcements = [...payloads].map((payload) => ({ channel, payload }))
          payloads.clear()
          inFlight.add(announcements)
          yield* send(announcements)
          inFlight.delete(announcements)
          yield* Effect.sleep(COALESCE_MS)
        }
        unsent.delete(channel)
      })

      // By then the flushing is interrupted, wherever it was: a hint may be repeated, and rather not be lost.
      yield* Effect.addFinalizer(() => {
        const waiting = [...unsent].flatMap(([channel, payloads]) =>
          [...payloads].map((payload) => ({ channel, payload }))
        )
        const left = [...[...inFlight].flat(), ...waiting]
        return left.length === 0 ? Effect.void : Effect.timeoutOption(send(left), LAST_WORDS_MS)
      })

      const tell = (channel: Channel, payload: string): Effect.Effect<void> =>
        Effect.suspend(() => {
          hear(channel, payload)
          const waiting = unsent.get(channel)
          if (waiting !== undefined) return Effect.sync(() => waiting.add(payload))
          const payloads = new Set([payload])
          unsent.set(channel, payloads)
          return Effect.asVoid(Effect.forkIn(Effect.interruptible(flush(channel, payloads)), scope))
        })

      const subscribe = Effect.fnUntraced(function* (channel: Channel, onHint: (payload: string | undefined) => void) {
        let known = listeners.get(channel)
        if (known === undefined) {
          known = new Set()
          listeners.set(channel, known)
          yield* db.engine
            .listen(channel, (hint: Hint) => hear(channel, hint._tag === "Payload" ? hint.payload : undefined))
            .pipe(
              Effect.provideService(Scope.Scope, scope),
              Effect.tapError(() => Effect.sync(() => listeners.delete(channel)))
            )
        }
        const set = known
        yield* Effect.acquireRelease(
          Effect.sync(() => set.add(onHint)),
          () => Effect.sync(() => set.delete(onHint))
        )
      })

      return Notifications.of({
        publish: Effect.fnUntraced(function* (channel, payload) {
          const sent = Buffer.byteLength(payload) > PAYLOAD_BYTES_MAX ? "" : payload
          const transaction = yield* Effect.serviceOption(Transaction)
          if (transaction._tag === "None") return yield* tell(channel, sent)
          if (!transaction.value.isJoined) return transaction.value.afterCommit(tell(channel, sent))
          yield* db.all(notify({ channel, payload: sent }))
        }),

        subscribe,

        waitFor: (channel, matches, patienceMs) =>
          Effect.scoped(
            Effect.gen(function* () {
              const heard = Promise.withResolvers<void>()
              yield* subscribe(channel, (payload) => {
                if (payload === undefined || payload === "" || matches(payload)) heard.resolve()
              })
              const patience = yield* patienceMs
              yield* Effect.timeoutOption(
                Effect.promise(() => heard.promise),
                patience
              )
            })
          )
      })
    })
  )
}

/** Inside a host's transaction the server gives the hint when the host commits. */
const notify = statement("Notifications.publish", {
  parameters: { channel: text, payload: text },
  row: { isSent: boolean },
  sql: ({ channel, payload }) => sql`select true as is_sent from pg_notify(${channel}, ${payload})`
})
