import { type AnyEventType, auditEvents } from "../../packages/audit/src/effect.ts"
import { identityEvents } from "../../packages/identity/src/effect.ts"
import { schedulerEvents } from "../../packages/scheduler/src/effect.ts"
import { tasksEvents } from "../../packages/tasks/src/effect.ts"

/** Every event of Genie, by the package that declares it. */
export const catalog: ReadonlyArray<readonly [packageName: string, types: ReadonlyArray<AnyEventType>]> = [
  ["audit", auditEvents],
  ["identity", identityEvents],
  ["scheduler", schedulerEvents],
  ["tasks", tasksEvents]
]
