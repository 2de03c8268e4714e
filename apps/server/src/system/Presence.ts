import type { SystemStatus } from "@genie/client/api"
import type { Effect } from "effect"

/** What a process knows of itself that no store does. */
export interface Presence {
  readonly kind: SystemStatus["owner"]["kind"]
  readonly startedAt: Date
  readonly isShellAllowed: boolean
  /** The address over TCP, once there is one. */
  readonly url: () => string | null
  /** Whether it stops because somebody asked. */
  readonly stop: Effect.Effect<boolean>
}
