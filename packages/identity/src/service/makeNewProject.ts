import { Audit } from "@genie/audit/effect"
import { InvalidInput } from "@genie/operation"
import { ProjectRepository, type RepositoryTraits } from "@genie/store/identity"
import { lineProblem, uuidv7 } from "@genie/store/model"
import { Effect, Option } from "effect"
import { ProjectTaken } from "../contract/ProjectsGroup.ts"
import { ProjectCreated } from "../events.ts"
import { IdentityObservers } from "./IdentityObservers.ts"
import { projectKeyOf } from "./projectKeyOf.ts"

/** How many projects of the same name get a key by themselves. */
const KEYS_TRIED_MAX = 1_000

/** A project as somebody asks for it. */
export interface ProjectDraft extends RepositoryTraits {
  readonly name: string
  /** Absent: made from the name. */
  readonly key?: string | undefined
  readonly repoPath: string | null
  /** Template for its board. Absent: the default one. */
  readonly template?: string | undefined
}

/**
 * Makes projects in the caller's transaction, and announces each: what belongs to a new project is made with it.
 *
 * Of many who make the project of a repository at once, one does: the others wait for its commit at the unique
 * constraint, and are refused with `ProjectTaken`.
 */
export const makeNewProject = Effect.gen(function* () {
  const audit = yield* Audit
  const projects = yield* ProjectRepository
  const { tell } = yield* IdentityObservers
  const { organizationId } = audit.instance

  return {
    /** Answers the id of the project. */
    create: Effect.fnUntraced(function* ({ firstCommit, key, name, origin, repoPath, template }: ProjectDraft) {
      // The name may be that of a directory, which no contract has checked.
      const reason = lineProblem(name)
      if (reason !== undefined) return yield* new InvalidInput({ field: "name", reason })
      for (let nth = 1; nth <= KEYS_TRIED_MAX; nth++) {
        const project = {
          id: uuidv7(),
          organizationId,
          key: key ?? projectKeyOf(name, nth),
          name,
          repoPath,
          ...(repoPath === null ? {} : { origin, firstCommit })
        }
        if ((yield* projects.insert(project)) === 1) {
          yield* audit.record(ProjectCreated({ log: project.id, id: project.id }, { key: project.key, name, repoPath }))
          yield* tell.projectCreated({ id: project.id, key: project.key, template })
          return project.id
        }
        if (repoPath !== null && Option.isSome(yield* projects.findAt(organizationId, repoPath))) {
          return yield* new ProjectTaken({ field: "repoPath", value: repoPath })
        }
        if (key !== undefined) return yield* new ProjectTaken({ field: "key", value: key })
      }
      return yield* new InvalidInput({
        field: "key",
        reason: `is needed: ${projectKeyOf(name)} and its numbers are taken`
      })
    })
  }
})
