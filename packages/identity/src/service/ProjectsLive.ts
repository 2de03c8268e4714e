import { Audit, change, implement, read } from "@genie/audit/effect"
import { catchConstraint } from "@genie/store/database"
import { ProjectRepository } from "@genie/store/identity"
import { PAGE_LIMIT_DEFAULT, pageOf } from "@genie/store/model"
import { Effect, Option } from "effect"
import { Projects } from "../contract/Projects.ts"
import { ALIKE_MAX, ProjectsGroup, ProjectTaken } from "../contract/ProjectsGroup.ts"
import { ProjectCreated, ProjectUpdated } from "../events.ts"
import { IdentityObservers } from "./IdentityObservers.ts"
import { makeNewProject } from "./makeNewProject.ts"
import { makeProjectOf } from "./makeProjectOf.ts"
import { repoPathOf } from "./repoPathOf.ts"
import { traitsOf } from "./traitsOf.ts"

/** The rules of projects: a key is one project's, and a repository has one project. */
export const ProjectsLive = implement(
  ProjectsGroup,
  Projects,
  Effect.gen(function* () {
    const audit = yield* Audit
    const projects = yield* ProjectRepository
    const newProject = yield* makeNewProject
    const projectOf = yield* makeProjectOf
    const { tell } = yield* IdentityObservers
    const { organizationId } = audit.instance

    return {
      create: change(ProjectCreated, function* ({ key, name, repoPath, template, ...told }) {
        const path = repoPath === undefined ? null : yield* repoPathOf(repoPath)
        const id = yield* newProject.create({ key, name, repoPath: path, template, ...traitsOf(told) })
        return yield* projects.show(id)
      }),

      list: read(function* ({ cursor, limit = PAGE_LIMIT_DEFAULT, repoPath }) {
        const path = repoPath === undefined ? undefined : yield* repoPathOf(repoPath)
        return pageOf(yield* projects.list({ organizationId, repoPath: path, after: cursor, limit: limit + 1 }), limit)
      }),

      recognize: read(function* (told) {
        return yield* projects.alike(organizationId, traitsOf(told), ALIKE_MAX)
      }),

      show: read(function* ({ project }) {
        const { id } = yield* projectOf.of({ project })
        return yield* projects.show(id)
      }),

      set: change(ProjectUpdated, function* ({ project, repoPath, ...told }) {
        const { id } = yield* projectOf.of({ project })
        yield* projects.lock(id)
        const before = yield* projects.show(id)
        const path = repoPath === null ? null : yield* repoPathOf(repoPath)
        const other = path === null ? Option.none() : yield* projects.findAt(organizationId, path)
        if (Option.isSome(other) && other.value.id !== id) {
          return yield* new ProjectTaken({ field: "repoPath", value: path!, project: other.value.key })
        }
        const { firstCommit = before.firstCommit, origin = before.origin } = traitsOf(told)
        const after =
          path === null ? { repoPath: null, origin: null, firstCommit: null } : { repoPath: path, origin, firstCommit }
        yield* projects.setRepository(id, after).pipe(
          // Another project has come there in this very moment.
          catchConstraint("projects_repo_path_unique", () =>
            Effect.fail(new ProjectTaken({ field: "repoPath", value: path! }))
          )
        )
        yield* tell.projectMoved({ id, from: before.repoPath, to: path })
        yield* audit.record(ProjectUpdated({ log: id, id }, after))
        return yield* projects.show(id)
      })
    }
  })
)
