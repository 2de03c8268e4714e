import { Context, Effect, Layer } from "effect"
import type { Kysely } from "kysely"
import { Db } from "../../database/Db.ts"
import { decoded } from "../../database/decoded.ts"
import { now } from "../../database/now.ts"
import { bigint, text, uuid } from "../../database/SqlType.ts"
import { type ParametersOf, type RowOf, statement } from "../../database/statement.ts"
import type { Tables } from "../../database/Tables.generated.ts"
import { Project } from "../../model/Project.ts"

/** Every statement about projects. */
export class ProjectRepository extends Context.Service<ProjectRepository>()("@genie/store/ProjectRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      /** Makes a project. Answers 0 when the key is taken, or the repository: in this very moment, maybe. */
      insert: Effect.fn("ProjectRepository.insert")(({ firstCommit = null, origin = null, ...project }: NewProject) =>
        db.affected(insert({ ...project, firstCommit, origin }))
      ),

      find: Effect.fn("ProjectRepository.find")((organizationId: string, key: string) =>
        db.maybeOne(find({ organizationId, key }))
      ),

      /** The project of this repository. */
      findAt: Effect.fn("ProjectRepository.findAt")((organizationId: string, repoPath: string) =>
        db.maybeOne(findAt({ organizationId, repoPath }))
      ),

      /** Projects of a repository with this remote or this first commit, or of which it is a clone, the oldest first. */
      alike: Effect.fn("ProjectRepository.alike")(
        (organizationId: string, { firstCommit = null, origin = null }: RepositoryTraits, limit: number) =>
          Effect.flatMap(db.all(alike({ organizationId, firstCommit, origin, limit })), decodeProjects)
      ),

      /** Says where the repository of a project is, and what it is recognized by. */
      setRepository: Effect.fn("ProjectRepository.setRepository")(
        (id: string, { firstCommit, origin, repoPath }: Pick<ProjectRow, "repoPath" | "origin" | "firstCommit">) =>
          db.affected(setRepository({ id, repoPath, origin, firstCommit }))
      ),

      /** The first projects by key: to see whether there is only one, and which ones somebody may have meant. */
      first: Effect.fn("ProjectRepository.first")((organizationId: string, limit: number) =>
        db.all(first({ organizationId, limit }))
      ),

      show: Effect.fn("ProjectRepository.show")((id: string) =>
        Effect.map(Effect.flatMap(db.all(show({ id })), decodeProjects), (found) => found[0]!)
      ),

      /** By key. */
      list: Effect.fn("ProjectRepository.list")((filter: ProjectFilter) =>
        Effect.flatMap(db.all(list(filter)), decodeProjects)
      ),

      /** Locks a project: its tasks are numbered, and its idempotency keys found, one after the other. */
      lock: Effect.fn("ProjectRepository.lock")((id: string) => db.one(lock({ id }))),

      /** The number of its next task. A rollback leaves none unused: the row is locked until the commit. */
      number: Effect.fn("ProjectRepository.number")((id: string) =>
        Effect.map(db.one(number({ id })), ({ tasksNumbered }) => tasksNumbered)
      )
    }
  })
}) {
  static readonly layer: Layer.Layer<ProjectRepository, never, Db> = Layer.effect(this, this.make)
}

/** The traits of a repository that stay wherever it lies. */
export interface RepositoryTraits {
  readonly origin?: string | null | undefined
  readonly firstCommit?: string | null | undefined
}

/** A project to be made. */
export interface NewProject extends RepositoryTraits {
  readonly id: string
  readonly organizationId: string
  readonly key: string
  readonly name: string
  readonly repoPath: string | null
}

const decodeProjects = decoded(Project)

const insert = statement("ProjectRepository.insert", {
  parameters: {
    id: uuid,
    organizationId: uuid,
    key: text,
    name: text,
    repoPath: text.nullable,
    origin: text.nullable,
    firstCommit: text.nullable
  },
  query: (db, project) =>
    db
      .insertInto("projects")
      .values(project)
      .onConflict((conflict) => conflict.doNothing())
})

/** A project as its row says it. */
const rows = (db: Kysely<Tables>) =>
  db.selectFrom("projects").select(["id", "key", "name", "repoPath", "origin", "firstCommit"])

/** A project as `Project` decodes it. Few of its tasks are open, and an index has only those. */
const projects = (db: Kysely<Tables>) =>
  rows(db).select((eb) => [
    "createdAt",
    "updatedAt",
    eb
      .selectFrom("tasks")
      .select(eb.fn.countAll<number>().as("count"))
      .whereRef("tasks.projectId", "=", "projects.id")
      .where("closedAt", "is", null)
      .as("openTasks")
  ])

const find = statement("ProjectRepository.find", {
  parameters: { organizationId: uuid, key: text },
  query: (db, { key, organizationId }) =>
    rows(db)
      .where("organizationId", "=", organizationId)
      .where("key", "=", (eb) => eb.fn<string>("upper", [eb.val(key)]))
})

/** A project as its row says it. */
export interface ProjectRow extends RowOf<typeof find> {}

const findAt = statement("ProjectRepository.findAt", {
  parameters: { organizationId: uuid, repoPath: text },
  query: (db, { organizationId, repoPath }) =>
    rows(db).where("organizationId", "=", organizationId).where("repoPath", "=", repoPath)
})

const alike = statement("ProjectRepository.alike", {
  parameters: { organizationId: uuid, origin: text.nullable, firstCommit: text.nullable, limit: bigint },
  decodes: Project,
  query: (db, { firstCommit, limit, organizationId, origin }) =>
    projects(db)
      .where("organizationId", "=", organizationId)
      .where((eb) =>
        eb.or([eb("origin", "=", origin), eb("repoPath", "=", origin), eb("firstCommit", "=", firstCommit)])
      )
      .orderBy("id")
      .limit(limit)
})

const setRepository = statement("ProjectRepository.setRepository", {
  parameters: { id: uuid, repoPath: text.nullable, origin: text.nullable, firstCommit: text.nullable },
  query: (db, { id, ...repository }) =>
    db
      .updateTable("projects")
      .set({ ...repository, updatedAt: now })
      .where("id", "=", id)
})

const first = statement("ProjectRepository.first", {
  parameters: { organizationId: uuid, limit: bigint },
  query: (db, { limit, organizationId }) =>
    rows(db).where("organizationId", "=", organizationId).orderBy("key").limit(limit)
})

const show = statement("ProjectRepository.show", {
  parameters: { id: uuid },
  decodes: Project,
  query: (db, { id }) => projects(db).where("id", "=", id)
})

const list = statement("ProjectRepository.list", {
  parameters: {
    organizationId: uuid,
    repoPath: text.optional,
    /** Only those after the project with this id. */
    after: uuid.optional,
    limit: bigint
  },
  decodes: Project,
  query: (db, { after, limit, organizationId, repoPath }) =>
    projects(db)
      .where("organizationId", "=", organizationId)
      .$if(repoPath !== undefined, (query) => query.where("repoPath", "=", repoPath!))
      .$if(after !== undefined, (query) =>
        query.where("key", ">", (eb) => eb.selectFrom("projects").select("key").where("id", "=", after!))
      )
      .orderBy("key")
      .limit(limit)
})

/** Filters of a list of projects. */
export interface ProjectFilter extends ParametersOf<typeof list> {}

const lock = statement("ProjectRepository.lock", {
  parameters: { id: uuid },
  query: (db, { id }) => db.selectFrom("projects").select("id").where("id", "=", id).forNoKeyUpdate()
})

const number = statement("ProjectRepository.number", {
  parameters: { id: uuid },
  query: (db, { id }) =>
    db
      .updateTable("projects")
      .set((eb) => ({ tasksNumbered: eb("tasksNumbered", "+", eb.lit(1)) }))
      .where("id", "=", id)
      .returning("tasksNumbered")
})
