import type { Operations } from "@genie/operation"
import { Context } from "effect"
import type { SchedulesGroup } from "./SchedulesGroup.ts"

/** What can be asked of schedules, as a service. */
export interface ScheduleOperations extends Operations<typeof SchedulesGroup> {}

/** When things run. */
export class Schedules extends Context.Service<Schedules, ScheduleOperations>()("@genie/scheduler/Schedules") {}
