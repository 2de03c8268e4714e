import { Audit } from "@genie/audit/effect"
import { Db, makeProjectRepository, orUnavailable } from "@genie/store/effect"
import { PAGE_LIMIT_DEFAULT } from "@genie/store/model"
import { Effect, Layer } from "effect"
import { Projects } from "../contract/Projects.ts"
import { makeKnownActor } from "./makeKnownActor.ts"
import { makeNewProject } from "./makeNewProject.ts"
import { makeProjectOf } from "./makeProjectOf.ts"
import { checkCursor, page } from "./page.ts"
import { repoPathOf } from "./repoPathOf.ts"
import { DEFAULT_TEMPLATE } from "./templates.ts"

/** The rules of projects: a key is one project's, a repository has one project, and a project has a board. */
export const ProjectsLive = Layer.effect(
  Projects,
  Effect.gen(function* () {
    const db = yield* Db
    const audit = yield* Audit
    const projects = yield* makeProjectRepository
    const known = yield* makeKnownActor
    const newProject = yield* makeNewProject
    const projectOf = yield* makeProjectOf
    const { organizationId } = audit.instance

    return Projects.of({
      create: Effect.fn("Projects.create")(
        function* ({ key, name, repoPath, template = DEFAULT_TEMPLATE }) {
          yield* known.ensure
          const path = repoPath === undefined ? null : yield* repoPathOf(repoPath)
          const id = yield* newProject.create({ key, name, repoPath: path, template })
          return yield* projects.show(id)
        },
        db.transaction,
        // The columns of a template were checked when it was kept.
        Effect.catchTag("ColumnNotFound", Effect.die),
        orUnavailable
      ),

      list: Effect.fn("Projects.list")(function* ({ cursor, limit = PAGE_LIMIT_DEFAULT, repoPath }) {
        yield* checkCursor(cursor)
        const path = repoPath === undefined ? undefined : yield* repoPathOf(repoPath)
        return page(yield* projects.list({ organizationId, repoPath: path, after: cursor, limit: limit + 1 }), limit)
      }, orUnavailable),

      show: Effect.fn("Projects.show")(function* ({ project }) {
        const { id } = yield* projectOf.of({ project })
        return yield* projects.show(id)
      }, orUnavailable)
    })
  })
)
