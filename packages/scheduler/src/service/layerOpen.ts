import { randomBytes } from "node:crypto"
import { type AuditKeyMismatch, AuditKeyUnusable } from "@genie/audit/contract"
import { Audit, AuditKey } from "@genie/audit/effect"
import type { Unavailable, UnknownOutcome } from "@genie/operation"
import {
  type Db,
  layerStore,
  Notifications,
  type SqlError,
  StoreLocation,
  type StoreOptions,
  type StoreRefusal,
  toUnavailable
} from "@genie/store/database"
import { Effect, Layer } from "effect"

/** Which store, and with which audit key. */
export interface OpenOptions extends StoreOptions {
  /**
   * The audit key, 32 bytes in base64 or hex. Default: the one in the `keys/` of the directory, made when there is none. With a
   * Kysely of your own, this or `directory` is required: every process on that database needs the same key.
   */
  readonly auditKey?: string
}

/** What an open store offers. */
export type OpenServices = Db | StoreLocation | Notifications | AuditKey | Audit

/** Why it cannot be opened. Each says what to do about it. */
export type OpenRefusal =
  | Exclude<StoreRefusal, SqlError>
  | AuditKeyMismatch
  | AuditKeyUnusable
  | Unavailable
  | UnknownOutcome

/** An open store with its audit log and its hints: what every service stands on. */
export const layerOpen = ({ auditKey, ...store }: OpenOptions): Layer.Layer<OpenServices, OpenRefusal> => {
  if (store.kysely !== undefined && auditKey === undefined && store.directory === undefined) {
    return Layer.effectContext(Effect.fail(new AuditKeyUnusable({ reason: keyHasNoPlace })))
  }
  const key = Layer.unwrap(
    Effect.map(StoreLocation, ({ directory }) =>
      AuditKey.layer(
        auditKey === undefined && directory !== undefined
          ? { directory: directory.keys }
          : // A database that ends with the process may be sealed with a key that does.
            { key: auditKey ?? randomBytes(32).toString("base64") }
      )
    )
  )
  return Layer.mergeAll(Audit.layer, Notifications.layer).pipe(
    Layer.provideMerge(key),
    Layer.provideMerge(layerStore(store)),
    Layer.catchTag("SqlError", (error) => Layer.effectContext(toUnavailable(error)))
  )
}

/** A home directory is no place for the key of a program's own database: its other hosts do not have it, and no backup does. */
const keyHasNoPlace =
  "A database of your own needs a place for its audit key. " +
  'Pass `auditKey` (32 bytes in base64 or hex, such as a mounted secret), or `directory`, whose "keys" holds it and gets one when it has none. ' +
  "Every process on this database needs the same key."
