import type { Operations } from "@genie/operation"
import { Context } from "effect"
import type { WorkersGroup } from "./WorkersGroup.ts"

/** What workers ask, as a service. */
export interface WorkerOperations extends Operations<typeof WorkersGroup> {}

/** Those who do the work, and the leases under which they do it. */
export class Workers extends Context.Service<Workers, WorkerOperations>()("@genie/scheduler/Workers") {}
