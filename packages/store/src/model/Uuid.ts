import { Schema } from "effect"
import { isUuid } from "./isUuid.ts"
import { problemFilter } from "./problemFilter.ts"

/** An id as an input. PostgreSQL refuses a whole statement for anything else. */
export const Uuid = Schema.String.check(
  problemFilter((text: string) => isUuid(text) || "must be an id such as 01890a5d-ac96-774b-bcce-b302099a8057")
)
