import { existsSync } from "node:fs"
import { type Projects, RepositoryKnown } from "@genie/identity/contract"
import type { Project } from "@genie/store/model"
import { Effect } from "effect"
import type { Repository } from "./repositoryAt.ts"
import { type Traits, traitsOf } from "./traitsOf.ts"

/**
 * What a repository without a project is recognized by for sure, and everything it may be recognized by. One that looks like the repository of a project is refused: it
 * was moved, or is another clone, and only a person knows which.
 */
export const refuseRecognized = Effect.fnUntraced(function* (projects: Projects["Service"], repository: Repository) {
  const { isFirstCommitRare, traits } = traitsOf(repository)
  if (Object.keys(traits).length === 0) return { sure: traits, traits }
  const alike = yield* projects.recognize(traits)
  const known = alike.find(isGone) ?? alike.find((project) => isFirstCommitRare || isOfOrigin(project, traits))
  if (known !== undefined) {
    return yield* new RepositoryKnown({
      repoPath: repository.path,
      project: known.key,
      projectPath: known.repoPath
    })
  }
  return { sure: isFirstCommitRare ? traits : withoutCommit(traits), traits }
})

const withoutCommit = ({ firstCommit: _, ...traits }: Traits): Traits => traits

/** Its repository is not where it was: it may have become this one. */
const isGone = ({ repoPath }: Project): boolean => repoPath !== null && !existsSync(repoPath)

const isOfOrigin = (project: Project, { origin }: Traits): boolean =>
  origin !== undefined && (project.origin === origin || project.repoPath === origin)
