import { isAbsolute, normalize } from "node:path"
import { InvalidInput } from "@genie/operation"
import { textProblem } from "@genie/store/model"
import { Effect } from "effect"

/**
 * A directory as it is kept: absolute, in one spelling. A relative one has no meaning here, and links are not followed,
 * because the caller may be on another machine: the command line follows them.
 */
export const repoPathOf = (path: string): Effect.Effect<string, InvalidInput> => {
  const reason = textProblem(path) ?? (isAbsolute(path) ? undefined : "is not absolute: begin it with a slash")
  return reason === undefined
    ? Effect.succeed(normalize(path).replace(/(?<=.)\/+$/, ""))
    : Effect.fail(new InvalidInput({ field: "repoPath", reason }))
}
