import { basename } from "node:path"
import { Audit } from "@genie/audit/effect"
import { type CurrentActor, InvalidInput } from "@genie/operation"
import type { SqlError, Transaction } from "@genie/store/database"
import { ProjectRepository, type ProjectRow, type RepositoryTraits } from "@genie/store/identity"
import { Effect, Option } from "effect"
import { ProjectNotFound } from "../contract/ProjectNotFound.ts"
import { RepositoryKnown } from "../contract/ProjectsGroup.ts"
import { ProjectUpdated } from "../events.ts"
import { makeFindProject } from "./makeFindProject.ts"
import { makeNewProject } from "./makeNewProject.ts"
import { repoPathOf } from "./repoPathOf.ts"
import { traitsOf } from "./traitsOf.ts"

/** How somebody says which project they mean. A key wins over a repository. */
export interface Which {
  readonly project?: string | undefined
  readonly repoPath?: string | undefined
}

/** Projects, as rules ask for them. */
export interface ProjectOf {
  /** The project that is meant. When nothing is said it is the only one there is. */
  of(which: Which): Effect.Effect<ProjectRow, ProjectNotFound | InvalidInput | SqlError>
  /**
   * The same, except that a repository without a project gets one. One that looks like the repository
   * of a project is refused: whether it was moved or is another clone, only a person knows.
   */
  ofOrNew(
    which: Which & RepositoryTraits
  ): Effect.Effect<ProjectRow, ProjectNotFound | RepositoryKnown | InvalidInput | SqlError, CurrentActor | Transaction>
}

/** How many projects a refusal names. */
const NAMED_MAX = 5

/** Finds projects, and makes those of repositories. */
export const makeProjectOf = Effect.gen(function* () {
  const audit = yield* Audit
  const projects = yield* ProjectRepository
  const { byKey } = yield* makeFindProject
  const newProject = yield* makeNewProject
  const { organizationId } = audit.instance

  const only = Effect.gen(function* () {
    const [first, ...others] = yield* projects.first(organizationId, NAMED_MAX + 1)
    if (first !== undefined && others.length === 0) return first
    const keys = [first, ...others].flatMap((project) => (project === undefined ? [] : [project.key]))
    const more = keys.length > NAMED_MAX ? ", …" : ""
    return yield* new InvalidInput({
      field: "project",
      reason:
        keys.length === 0
          ? "There is no project yet. Be in a git repository, or make one: genie project create NAME"
          : `Which one? There are ${keys.slice(0, NAMED_MAX).join(", ")}${more}. Name one of them, or be in its repository.`
    })
  })

  /** Keeps what the repository of a project is recognized by, where nothing was known of it. */
  const remember = Effect.fnUntraced(function* (project: ProjectRow, { firstCommit, origin }: RepositoryTraits) {
    const after = {
      repoPath: project.repoPath,
      origin: project.origin ?? origin ?? null,
      firstCommit: project.firstCommit ?? firstCommit ?? null
    }
    if (after.origin === project.origin && after.firstCommit === project.firstCommit) return
    yield* projects.setRepository(project.id, after)
    yield* audit.record(ProjectUpdated({ log: project.id, id: project.id }, after))
  })

  const projectOf: ProjectOf = {
    of: Effect.fnUntraced(function* ({ project, repoPath }) {
      if (project !== undefined) return yield* byKey(project)
      if (repoPath === undefined) return yield* only
      const path = yield* repoPathOf(repoPath)
      const found = yield* projects.findAt(organizationId, path)
      return Option.isSome(found) ? found.value : yield* new ProjectNotFound({ project: path, nearest: null })
    }),

    ofOrNew: Effect.fnUntraced(function* ({ project, repoPath, ...told }) {
      if (project !== undefined) return yield* byKey(project)
      if (repoPath === undefined) return yield* only
      const path = yield* repoPathOf(repoPath)
      const found = yield* projects.findAt(organizationId, path)
      const traits = traitsOf(told)
      if (Option.isSome(found)) {
        yield* remember(found.value, traits)
        return found.value
      }
      const [alike] = yield* projects.alike(organizationId, traits, 1)
      if (alike !== undefined) {
        return yield* new RepositoryKnown({ repoPath: path, project: alike.key, projectPath: alike.repoPath })
      }
      yield* newProject.create({ name: nameOf(path), repoPath: path, ...traits }).pipe(
        // Somebody else has made it in this moment, and has committed by now.
        Effect.catchTag("ProjectTaken", () => Effect.void),
        Effect.catchTag("TemplateNotFound", Effect.die)
      )
      return Option.getOrThrow(yield* projects.findAt(organizationId, path))
    })
  }
  return projectOf
})

/** What people call a project of which only the directory is known. */
const nameOf = (path: string): string => {
  const name = basename(path.replace(/(?<=[^/])\.git$/, "")).replaceAll(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, " ")
  return [...name.trim()].slice(0, NAME_LENGTH).join("") || "root"
}

/** Cut by whole characters, some of which count as two. */
const NAME_LENGTH = 100
