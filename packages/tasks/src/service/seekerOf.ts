import type { Actor } from "@genie/operation"
import type { TaskSeeker } from "@genie/store/tasks"
import { partOf } from "./gates.ts"

/** Somebody who asks for work. A task on which agents have done their part is not offered to another agent. */
export const seekerOf = ({ handle, kind }: Actor): TaskSeeker => ({ handle, isAgent: partOf(kind) === "agent" })
