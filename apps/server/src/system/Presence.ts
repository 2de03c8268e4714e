import type { SystemStatus } from "@genie/client/api"
import type { Effect } from "effect"
import type { CannotListen } from "../http/CannotListen.ts"
import type { LoopbackAddress } from "../http/LoopbackAddress.ts"

/** What a process knows of itself that no store does. */
export interface Presence {
  readonly kind: SystemStatus["owner"]["kind"]
  readonly startedAt: Date
  readonly isShellAllowed: boolean
  /** The address over TCP, once there is one. */
  readonly url: () => string | null
  /** The address over TCP, where it listens from now on if it did not; null where nobody serves. */
  readonly listen: Effect.Effect<LoopbackAddress | null, CannotListen>
  /** Whether it stops because somebody asked. */
  readonly stop: Effect.Effect<boolean>
}
