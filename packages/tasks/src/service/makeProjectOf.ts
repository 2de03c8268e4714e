import { basename } from "node:path"
import { Audit } from "@genie/audit/effect"
import { type CurrentActor, InvalidInput } from "@genie/operation"
import { ProjectNotFound } from "@genie/scheduler/contract"
import { makeFindProject } from "@genie/scheduler/effect"
import { makeProjectRepository, type ProjectRow, type SqlError, type Transaction } from "@genie/store/effect"
import { Effect, Option } from "effect"
import { makeNewProject } from "./makeNewProject.ts"
import { repoPathOf } from "./repoPathOf.ts"
import { DEFAULT_TEMPLATE } from "./templates.ts"

/** How somebody says which project they mean. A key wins over a repository. */
export interface Which {
  readonly project?: string | undefined
  readonly repoPath?: string | undefined
}

/** Projects, as the rules of tasks ask for them. */
export interface ProjectOf {
  /** The project that is meant. When nothing is said it is the only one there is. */
  of(which: Which): Effect.Effect<ProjectRow, ProjectNotFound | InvalidInput | SqlError>
  /** The same, except that a repository without a project gets one, with its board. */
  ofOrNew(
    which: Which
  ): Effect.Effect<ProjectRow, ProjectNotFound | InvalidInput | SqlError, CurrentActor | Transaction>
}

/** How many projects a refusal names. */
const NAMED_MAX = 5

/** Finds projects, and makes those of repositories. */
export const makeProjectOf = Effect.gen(function* () {
  const audit = yield* Audit
  const projects = yield* makeProjectRepository
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

  const projectOf: ProjectOf = {
    of: Effect.fnUntraced(function* ({ project, repoPath }) {
      if (project !== undefined) return yield* byKey(project)
      if (repoPath === undefined) return yield* only
      const path = yield* repoPathOf(repoPath)
      const found = yield* projects.findAt(organizationId, path)
      return Option.isSome(found) ? found.value : yield* new ProjectNotFound({ project: path, nearest: null })
    }),

    ofOrNew: Effect.fnUntraced(function* ({ project, repoPath }) {
      if (project !== undefined) return yield* byKey(project)
      if (repoPath === undefined) return yield* only
      const path = yield* repoPathOf(repoPath)
      const found = yield* projects.findAt(organizationId, path)
      if (Option.isSome(found)) return found.value
      yield* newProject.create({ name: nameOf(path), repoPath: path, template: DEFAULT_TEMPLATE }).pipe(
        // Somebody else has made it in this moment, and has committed by now.
        Effect.catchTag("ProjectTaken", () => Effect.void),
        Effect.catchTag(["TemplateNotFound", "ColumnNotFound"], Effect.die)
      )
      return Option.getOrThrow(yield* projects.findAt(organizationId, path))
    })
  }
  return projectOf
})

/** What people call a project of which only the directory is known. */
const nameOf = (path: string): string => [...basename(path).trim()].slice(0, NAME_LENGTH).join("") || "root"

/** Cut by whole characters, some of which count as two. */
const NAME_LENGTH = 100
