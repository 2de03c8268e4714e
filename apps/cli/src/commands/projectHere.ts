import * as Flag from "effect/cli/Flag"
import { repositoryHere } from "../repository/repositoryHere.ts"
import { repositoryNamed } from "../repository/repositoryNamed.ts"

/** How an input says which project it means. */
interface Which {
  readonly project?: string
  readonly repoPath?: string
}

/** `--everywhere`, for those who are in a repository and mean more than its project. */
export const everywhere = {
  everywhere: Flag.Boolean("everywhere").pipe(
    Flag.withDescription("Of every project, also inside a repository"),
    Flag.withDefault(false),
    Flag.withoutNegation
  )
}

/** Who is in a repository means its project, unless they say which. */
export const projectHere = <I extends Which>(typed: I, flags: Readonly<Record<string, unknown>> = {}): I => {
  if (typed.project !== undefined || flags.everywhere === true) return typed
  const repoPath = typed.repoPath === undefined ? repositoryHere() : repositoryNamed(typed.repoPath)
  return repoPath === undefined ? typed : { ...typed, repoPath }
}
