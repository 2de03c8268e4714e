import type { Operations } from "@genie/operation"
import { Context } from "effect"
import type { RunsGroup } from "./RunsGroup.ts"

/** What can be asked of runs, as a service. */
export interface RunOperations extends Operations<typeof RunsGroup> {}

/** Attempts at work: enqueued by those who want it, steered by those who watch it. */
export class Runs extends Context.Service<Runs, RunOperations>()("@genie/scheduler/Runs") {}
