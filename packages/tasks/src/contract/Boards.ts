import type { Operations } from "@genie/operation"
import { Context } from "effect"
import type { BoardsGroup } from "./BoardsGroup.ts"

/** What can be asked of boards, as a service. */
export interface BoardOperations extends Operations<typeof BoardsGroup> {}

/** Pipelines with gates. */
export class Boards extends Context.Service<Boards, BoardOperations>()("@genie/tasks/Boards") {}
