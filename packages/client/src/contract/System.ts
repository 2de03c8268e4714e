import type { Operations } from "@genie/operation"
import { Context } from "effect"
import type { SystemGroup } from "./SystemGroup.ts"

/** What can be asked of the process itself, as a service. */
export interface SystemOperations extends Operations<typeof SystemGroup> {}

/** The process that serves all the others. */
export class System extends Context.Service<System, SystemOperations>()("@genie/client/System") {}
