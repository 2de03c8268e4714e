import type { Screen } from "@genie/operation/commands"
import { relative } from "./relative.ts"

/** How long ago, for a column that says so: `3 min`. */
export const age = (at: Date, screen: Screen): string => relative(at, screen).replace(/ ago$/, "")
