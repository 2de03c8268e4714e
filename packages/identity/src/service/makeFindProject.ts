import { Audit } from "@genie/audit/effect"
import { nearestName } from "@genie/operation"
import { type SqlError, Transaction } from "@genie/store/database"
import { ProjectRepository, type ProjectRow } from "@genie/store/identity"
import { textProblem } from "@genie/store/model"
import { Effect, Option } from "effect"
import { ProjectNotFound } from "../contract/ProjectNotFound.ts"

/** A project, as a schedule or a run belongs to it. */
export interface KnownProject {
  readonly id: string
  readonly key: string
}

/** How many keys are looked through for one that somebody may have meant. */
const NEAREST_AMONG = 1_000

/** How many projects are remembered. More are looked up. */
const REMEMBERED_MAX = 10_000

/** Finds projects by their keys, whatever case they are typed in. */
export const makeFindProject = Effect.gen(function* () {
  const { organizationId } = (yield* Audit).instance
  const projects = yield* ProjectRepository
  const remembered = new Map<string, KnownProject>()

  const byKey = Effect.fnUntraced(function* (key: string): Effect.fn.Return<ProjectRow, ProjectNotFound | SqlError> {
    const found = textProblem(key) === undefined ? yield* projects.find(organizationId, key) : Option.none()
    if (Option.isSome(found)) return found.value
    const keys = (yield* projects.first(organizationId, NEAREST_AMONG)).map((project) => project.key)
    return yield* new ProjectNotFound({ project: key, nearest: nearestName(key, keys) })
  })

  return {
    byKey,

    /** The same for those who ask all the time: a project never changes its key and is never deleted. */
    known: Effect.fnUntraced(function* (key: string): Effect.fn.Return<KnownProject, ProjectNotFound | SqlError> {
      const before = remembered.get(key)
      if (before !== undefined) return before
      const project = yield* byKey(key)
      // What is found inside a transaction may have been made there, and go with it.
      const isCommitted = Option.isNone(yield* Effect.serviceOption(Transaction))
      if (isCommitted && remembered.size < REMEMBERED_MAX) remembered.set(key, project)
      return project
    })
  }
})
