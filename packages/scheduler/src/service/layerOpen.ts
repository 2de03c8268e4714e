import { randomBytes } from "node:crypto"
import { Audit, AuditKey } from "@genie/audit/effect"
import { layerStore, Notifications, StoreLocation, type StoreOptions } from "@genie/store/effect"
import { Effect, Layer } from "effect"

/** Which store, and with which audit key. */
export interface OpenOptions extends StoreOptions {
  /** The audit key, 32 bytes in base64 or hex. Default: the one in the `keys/` of the directory, made when there is none. */
  readonly auditKey?: string
}

/** An open store with its audit log and its hints: what every service stands on. */
export const layerOpen = ({ auditKey, ...store }: OpenOptions) => {
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
    Layer.provideMerge(layerStore(store))
  )
}
