import { existsSync, statSync } from "node:fs"
import { resolve } from "node:path"
import { InvalidInput } from "@genie/operation"
import { Effect } from "effect"
import { canonical, repositoryAt } from "./repositoryAt.ts"

/**
 * The repository around a directory that was named, or the directory itself, to look for its project. One that is not
 * there any more may have a project all the same.
 */
export const repositoryNamed = (typed: string): string =>
  (existsSync(typed) ? repositoryAt(typed)?.path : undefined) ?? canonical(typed)

/** The same, to keep it: a directory that is not there is a slip of the finger, or on another machine. */
export const repositoryToKeep = (typed: string): Effect.Effect<string, InvalidInput> => {
  const found = statSync(resolve(typed), { throwIfNoEntry: false })
  if (found?.isDirectory()) return Effect.succeed(repositoryNamed(typed))
  return Effect.fail(
    new InvalidInput({
      field: "repoPath",
      reason:
        found === undefined
          ? `There is no directory ${resolve(typed)}. Make it first, or name the one that was meant`
          : `${resolve(typed)} is a file. Name the directory of the repository`
    })
  )
}
