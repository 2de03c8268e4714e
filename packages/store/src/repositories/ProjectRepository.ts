import { Effect, Schema } from "effect"
import { type RawBuilder, sql } from "kysely"
import { Db } from "../database/Db.ts"
import { Project } from "../model/Project.ts"

/** A project to be made. */
export interface NewProject {
  readonly id: string
  readonly organizationId: string
  readonly key: string
  readonly name: string
  readonly repoPath: string | null
  readonly origin?: string | null | undefined
  readonly firstCommit?: string | null | undefined
}

/** A project as its row says it. */
export interface ProjectRow {
  readonly id: string
  readonly key: string
  readonly name: string
  readonly repoPath: string | null
  readonly origin: string | null
  readonly firstCommit: string | null
}

/** What is the same of a repository wherever it lies. */
export interface RepositoryTraits {
  readonly origin?: string | null | undefined
  readonly firstCommit?: string | null | undefined
}

const decode = Schema.decodeUnknownEffect(Schema.toCodecJson(Schema.Array(Project)))

/** Every statement about projects. */
export const makeProjectRepository = Effect.gen(function* () {
  const db = yield* Db
  const projects = (query: RawBuilder<unknown>) =>
    Effect.flatMap(
      db.all(() => query),
      (rows) => Effect.orDie(decode(rows))
    )

  return {
    /** Makes a project. Answers 0 when the key is taken, or the repository: in this very moment, maybe. */
    insert: Effect.fn("ProjectRepository.insert")((project: NewProject) =>
      db.affected(
        () => sql`
          insert into genie.projects (id, organization_id, key, name, repo_path, origin, first_commit)
          values (
            ${project.id}, ${project.organizationId}, ${project.key}, ${project.name}, ${project.repoPath},
            ${project.origin ?? null}, ${project.firstCommit ?? null}
          )
          on conflict do nothing`
      )
    ),

    find: Effect.fn("ProjectRepository.find")((organizationId: string, key: string) =>
      db.maybeOne<ProjectRow>(
        () => sql`
          select id, key, name, repo_path, origin, first_commit
          from genie.projects
          where organization_id = ${organizationId}
            and key = upper(${key})`
      )
    ),

    /** The project of this repository. */
    findAt: Effect.fn("ProjectRepository.findAt")((organizationId: string, repoPath: string) =>
      db.maybeOne<ProjectRow>(
        () => sql`
          select id, key, name, repo_path, origin, first_commit
          from genie.projects
          where organization_id = ${organizationId}
            and repo_path = ${repoPath}`
      )
    ),

    /** Projects of a repository with this remote or this first commit, or of which it is a clone, the oldest first. */
    alike: Effect.fn("ProjectRepository.alike")(
      (organizationId: string, { firstCommit = null, origin = null }: RepositoryTraits, limit: number) =>
        projects(sql`
          select ${columns}
          from genie.projects
          where organization_id = ${organizationId}
            and (origin = ${origin} or repo_path = ${origin} or first_commit = ${firstCommit})
          order by id
          limit ${limit}`)
    ),

    /** Says where the repository of a project is, and what it is recognized by. */
    setRepository: Effect.fn("ProjectRepository.setRepository")(
      (id: string, { firstCommit, origin, repoPath }: Pick<ProjectRow, "repoPath" | "origin" | "firstCommit">) =>
        db.affected(
          () => sql`
            update genie.projects
            set repo_path = ${repoPath}, origin = ${origin}, first_commit = ${firstCommit}, updated_at = genie.now()
            where id = ${id}`
        )
    ),

    /** The first projects by key: to see whether there is only one, and which ones somebody may have meant. */
    first: Effect.fn("ProjectRepository.first")((organizationId: string, limit: number) =>
      db.all<ProjectRow>(
        () => sql`
          select id, key, name, repo_path, origin, first_commit
          from genie.projects
          where organization_id = ${organizationId}
          order by key
          limit ${limit}`
      )
    ),

    show: Effect.fn("ProjectRepository.show")((id: string) =>
      Effect.map(projects(sql`select ${columns} from genie.projects where id = ${id}`), (found) => found[0]!)
    ),

    /** By key. */
    list: Effect.fn("ProjectRepository.list")(
      (filter: {
        readonly organizationId: string
        readonly repoPath?: string | undefined
        /** Only those after the project with this id. */
        readonly after?: string | undefined
        readonly limit: number
      }) =>
        projects(sql`
          select ${columns}
          from genie.projects
          where organization_id = ${filter.organizationId}
            ${filter.repoPath === undefined ? sql`` : sql`and repo_path = ${filter.repoPath}`}
            ${filter.after === undefined ? sql`` : sql`and key > (select key from genie.projects where id = ${filter.after})`}
          order by key
          limit ${filter.limit}`)
    ),

    /** Locks a project: its tasks are numbered, and its idempotency keys found, one after the other. */
    lock: Effect.fn("ProjectRepository.lock")((id: string) =>
      db.one(() => sql`select id from genie.projects where id = ${id} for no key update`)
    ),

    /** The number of its next task. What rolls back leaves none unused: the row is locked until the commit. */
    number: Effect.fn("ProjectRepository.number")((id: string) =>
      Effect.map(
        db.one<{ readonly tasksNumbered: number }>(
          () => sql`
            update genie.projects
            set tasks_numbered = tasks_numbered + 1
            where id = ${id}
            returning tasks_numbered`
        ),
        ({ tasksNumbered }) => tasksNumbered
      )
    )
  }
})

/** A project as `Project` decodes it. Few of its tasks are open, and an index has only those. */
const columns = sql`
  id, key, name, repo_path, origin, first_commit, created_at, updated_at,
  (
    select count(*)
    from genie.tasks
    where tasks.project_id = projects.id and closed_at is null
  ) as open_tasks`
