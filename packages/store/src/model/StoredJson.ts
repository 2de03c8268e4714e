import { Schema } from "effect"
import { jsonProblem } from "./jsonProblem.ts"
import { problemFilter } from "./problemFilter.ts"

/** JSON as an input: what a jsonb column keeps as it is. */
export const StoredJson = Schema.Json.check(problemFilter((value: Schema.Json) => jsonProblem(value)))
