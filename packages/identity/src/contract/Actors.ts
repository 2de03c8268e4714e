import type { Operations } from "@genie/operation"
import { Context } from "effect"
import type { ActorsGroup } from "./ActorsGroup.ts"

/** What can be asked of actors, as a service. */
export interface ActorOperations extends Operations<typeof ActorsGroup> {}

/** Those who act: people, agents, programs, teams. */
export class Actors extends Context.Service<Actors, ActorOperations>()("@genie/identity/Actors") {}
