import { isAbsolute, normalize } from "node:path"
import { InvalidInput } from "@genie/operation"
import { controlProblem, textProblem } from "@genie/store/model"
import { Effect } from "effect"

/** A directory as it is kept: absolute, in one spelling. Whose directory a relative one would be, nobody here knows. */
export const repoPathOf = (path: string): Effect.Effect<string, InvalidInput> => {
  const reason =
    textProblem(path) ??
    controlProblem(path) ??
    (isAbsolute(path) ? undefined : "is not absolute: begin it with a slash")
  return reason === undefined
    ? Effect.succeed(normalize(path).replace(/(?<=.)\/+$/, ""))
    : Effect.fail(new InvalidInput({ field: "repoPath", reason }))
}
