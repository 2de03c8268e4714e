// The sealed record of what happened, written in the transaction of the change it records: neither can exist without
// the other. Appending only remembers; everything is sealed once, when the outermost transaction ends.
import { type AnyRefusal, CurrentActor } from "@genie/operation"
import { type AuditInstance, AuditLogRepository, layerAuditRepositories } from "@genie/store/audit"
import { type Db, Notifications, type SqlError, Transaction } from "@genie/store/database"
import { Context, Effect, Layer } from "effect"
import type { AuditKeyMismatch, AuditKeyUnusable } from "../contract/refusals.ts"
import { LogCreated } from "../events/auditEvents.ts"
import type { Happened } from "../events/event.ts"
import type { Json } from "../seal/canonicalJson.ts"
import type { AuditKey } from "./AuditKey.ts"
import { afterSeal } from "./afterSeal.ts"
import { announce } from "./announce.ts"
import { foundInstance } from "./foundInstance.ts"
import type { PendingEntry } from "./PendingEntry.ts"
import { pendingBatch } from "./pendingBatch.ts"
import { pendingDetails } from "./pendingDetails.ts"
import { Receipts } from "./Receipts.ts"
import { RequestId } from "./RequestId.ts"
import { type Sealer, sealPending } from "./sealPending.ts"

/** What was done to what. */
export interface AuditedAction {
  /** Id of the project in whose log it belongs. Absent: the system log of the organization. */
  readonly log?: string | null | undefined
  /** The noun and what became of it: `schedule.created`. */
  readonly action: string
  readonly target: { readonly type: string; readonly id: string }
  /** By default the fiber's `RequestId`. */
  readonly requestId?: string | undefined
}

/** Something that happened. */
export interface NewAuditEvent extends AuditedAction {
  /** `done` when not said. */
  readonly outcome?: "done" | "refused"
  /** What else is to be known: at most 1 MiB. Sealed by a salted hash, so that it can be erased without breaking the log. */
  readonly details?: Json
}

/** Many equal things that happened at once, as one event. */
export interface NewAuditBatch extends AuditedAction {
  /** Kept in the details; their number and their digest are sealed. */
  readonly items: ReadonlyArray<Json>
}

/** The audit log, as services write it. */
export class Audit extends Context.Service<
  Audit,
  {
    /** This database and its organization. */
    readonly instance: AuditInstance
    /** Records an event when the transaction commits. A rolled-back savepoint takes its events along. */
    append(event: NewAuditEvent): Effect.Effect<void, never, Transaction | CurrentActor>
    /** Records many things as one event: 500 claims cost one entry. */
    appendBatch(batch: NewAuditBatch): Effect.Effect<void, never, Transaction | CurrentActor>
    /** Records an event of the catalog when the transaction commits. A rolled-back savepoint takes its events along. */
    record(happened: Happened): Effect.Effect<void, never, Transaction | CurrentActor>
    /** Records that an event was asked for and refused. The runner calls it once the change is rolled back. */
    recordRefusal(refused: Happened, refusal: AnyRefusal): Effect.Effect<void, never, Transaction | CurrentActor>
    /** Gives a project its log when the transaction commits. Its first event does so too. */
    ensureLog(project: string): Effect.Effect<void, never, Transaction | CurrentActor>
  }
>()("@genie/audit/Audit") {
  /** Finds this host's key, and refuses to start on a database that another key has sealed. */
  static readonly layer: Layer.Layer<Audit, AuditKeyMismatch | AuditKeyUnusable | SqlError, Db | AuditKey> =
    Layer.effect(
      Audit,
      Effect.gen(function* () {
        const notifications = yield* Notifications
        const repository = yield* AuditLogRepository
        const { instance, root } = yield* foundInstance
        const sealer: Sealer = { instance, root, repository, known: new Map() }

        const seal = Effect.gen(function* () {
          const transaction = yield* Transaction
          const pending = transaction.buffer<PendingEntry>(bufferKey).splice(0)
          const sealed = yield* sealPending(sealer, pending)
          transaction.afterCommit(afterSeal(sealer, sealed))
          yield* announce(notifications, sealed)
        })

        const remember = Effect.fnUntraced(function* (
          { action, log, requestId, target }: AuditedAction,
          said: Pick<PendingEntry, "outcome" | "details" | "batch" | "isEvent">
        ) {
          const transaction = yield* Transaction
          const actor = yield* CurrentActor
          const entry: PendingEntry = {
            project: log ?? null,
            actor,
            action,
            target,
            requestId: requestId ?? (yield* RequestId) ?? null,
            receipts: yield* Receipts,
            ...said
          }
          transaction.buffer<PendingEntry>(bufferKey).push(entry)
          transaction.beforeCommit(bufferKey, seal)
        })

        const append: Audit["Service"]["append"] = (event) =>
          Effect.suspend(() =>
            remember(event, {
              outcome: event.outcome ?? "done",
              details: event.details === undefined ? null : pendingDetails(event.details),
              isEvent: true
            })
          )

        const appendBatch: Audit["Service"]["appendBatch"] = (event) =>
          Effect.suspend(() => remember(event, { outcome: "done", ...pendingBatch(event.items), isEvent: true }))

        return Audit.of({
          instance,
          append,
          appendBatch,
          record: (happened) => {
            const { details, items } = happened
            return items === undefined
              ? append({ ...actionOf(happened), ...(details === undefined ? {} : { details }) })
              : appendBatch({ ...actionOf(happened), items })
          },
          recordRefusal: (refused, { _tag, message }) =>
            append({ ...actionOf(refused), outcome: "refused", details: { refusal: _tag, reason: message } }),
          ensureLog: (project) =>
            remember(actionOf(LogCreated({ id: project, log: project }, { project })), {
              outcome: "done",
              details: null,
              isEvent: false
            })
        })
      })
    ).pipe(Layer.provide([layerAuditRepositories, Notifications.layer]))
}

/** The action of an event of the catalog. */
const actionOf = ({ subject, type }: Happened): AuditedAction => ({
  log: subject.log,
  action: type.tag,
  target: { type: subject.type ?? type.subject, id: subject.id }
})

const bufferKey = "@genie/audit/entries"
