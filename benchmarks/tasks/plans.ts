import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { Db, layerPostgres } from "@genie/store/database"
import {
  CardRepository,
  layerTaskRepositories,
  TaskClaimRepository,
  type TaskRepositories,
  TaskRepository
} from "@genie/store/tasks"
import type { OpenTasks } from "@genie/tasks"
import { Effect, Layer } from "effect"
import { type CompiledQuery, sql } from "kysely"

/** The repositories whose statements are looked at. */
const repositories = Effect.gen(function* () {
  return { ...(yield* TaskRepository), ...(yield* TaskClaimRepository), ...(yield* CardRepository) }
})
type Repositories = Effect.Success<typeof repositories>

/** Writes how PostgreSQL runs each statement that is measured, one file each, with what it read and how long it took. */
export const writePlans = async (genie: OpenTasks, database: string, directory: string): Promise<void> => {
  const [organization] = await rowsOf<{ id: string }>(genie, "select id from genie.organizations")
  const [project] = await rowsOf<{ id: string }>(genie, "select id from genie.projects where key = 'P0'")
  const [person] = await rowsOf<{ id: string }>(genie, "select id from genie.actors where handle = 'person-3'")
  const { columns, board } = await genie.boards.show({ project: "P0", cards: 0 })
  const all = { organizationId: organization!.id }
  const one = { ...all, projectId: project!.id }
  const page = { limit: 51 }
  const seeker = { handle: "robot-1", isAgent: true }
  const newest = { ...page, order: "newest" } as const
  const works: Readonly<Record<string, (tasks: Repositories) => Effect.Effect<unknown, unknown>>> = {
    "list-open": (tasks) => tasks.list(one, newest),
    "list-open-all-projects": (tasks) => tasks.list(all, newest),
    "list-blocked": (tasks) => tasks.list({ ...one, status: "blocked" }, newest),
    "list-blocked-all-projects": (tasks) => tasks.list({ ...all, status: "blocked" }, newest),
    "list-assignee": (tasks) => tasks.list({ ...one, assigneeId: person!.id }, newest),
    "list-due": (tasks) => tasks.list(one, { ...page, order: "due" }),
    "list-changed": (tasks) => tasks.list(one, { ...page, order: "changed" }),
    "list-closed": (tasks) => tasks.list(one, { ...page, order: "closed" }),
    "count-all": (tasks) => tasks.count({ ...one, isAll: true }, 10_001),
    "list-search": (tasks) => tasks.list({ ...one, words: ["auth", "release"] }, newest),
    "list-search-nothing-all-projects": (tasks) => tasks.list({ ...all, words: ["neutrinos"] }, newest),
    ready: (tasks) => tasks.byUrgency(one, { seeker, isOffered: true, ...page }),
    explain: (tasks) => tasks.byUrgency(one, { seeker, isOffered: false, ...page }),
    claim: (tasks) => tasks.lockMostUrgent(one, seeker),
    "claim-all-projects": (tasks) => tasks.lockMostUrgent(all, seeker),
    "board-cards-of-assignee": (tasks) =>
      tasks.cards(
        { ...board, columns: columns.map(({ column }) => column) },
        { filter: { assigneeId: person!.id }, limit: 50, countMax: 1_000 }
      ),
    "board-cards": (tasks) =>
      tasks.cards(
        { ...board, columns: columns.map(({ column }) => column) },
        { filter: {}, limit: 50, countMax: 1_000 }
      )
  }
  const write = Effect.forEach(Object.entries(works), ([name, work]) =>
    Effect.gen(function* () {
      const statements = yield* recordStatements(Effect.flatMap(repositories, work))
      const plans = yield* Effect.forEach(statements, planOf)
      yield* Effect.sync(() => writeFileSync(join(directory, `${name}.txt`), `${plans.join("\n\n")}\n`))
    })
  )
  await Effect.runPromise(Effect.provide(write, layerPostgres(database)))
}

const rowsOf = async <Row>(genie: OpenTasks, text: string): Promise<ReadonlyArray<Row>> =>
  (await sql.raw<Row>(text).execute(genie.kysely)).rows

/** Runs the work on a database that writes down every statement, and answers them instead. */
const recordStatements = <E>(work: Effect.Effect<unknown, E, TaskRepositories>) =>
  Effect.gen(function* () {
    const db = yield* Db
    const statements: Array<CompiledQuery> = []
    const all: typeof db.all = (query) => {
      statements.push(query(db.kysely).compile(db.kysely.withoutPlugins()))
      return db.all(query)
    }
    const recording: Db["Service"] = {
      ...db,
      all,
      maybeOne: (query) => Effect.andThen(all(query), db.maybeOne(query))
    }
    yield* Effect.provide(work, Layer.provide(layerTaskRepositories, Layer.succeed(Db, recording)), { local: true })
    return statements
  })

const planOf = ({ parameters, sql: text }: CompiledQuery) =>
  Effect.flatMap(Db, (db) =>
    Effect.map(
      db.all(() => bound(`explain (analyze, buffers, settings) ${text}`, parameters)),
      (rows) => rows.flatMap((row) => Object.values(row as Record<string, string>)).join("\n")
    )
  )

/** The statement again, with its parameters in their places. */
const bound = (text: string, parameters: ReadonlyArray<unknown>) => {
  const parts = text.split(/\$\d+/)
  return sql(parts as unknown as TemplateStringsArray, ...parameters.slice(0, parts.length - 1))
}
