import { broken, type Finding, ok, warning } from "@genie/pglite/doctor"
import { isOnlySlower } from "../../migrations/missingFrom.ts"

/** Reports what the migrations made and is not there any more. */
export const catalogFinding = (missing: ReadonlyArray<string>): Finding => {
  if (missing.length === 0) return ok("catalog", "Schema genie has everything that the migrations made.")
  const seen = `Schema genie lacks what the migrations made: ${missing.join(", ")}.`
  return missing.every(isOnlySlower)
    ? warning(
        "catalog",
        `${seen} It is as right as it was, and slower.`,
        "Make the index again, as schema.json of @genie/store says it."
      )
    : broken("catalog", `${seen} Somebody removed or changed it by hand.`)
}
