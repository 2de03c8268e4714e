import { Context, Effect, Layer, Schema } from "effect"
import { type RawBuilder, sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { decoded } from "../../database/decoded.ts"
import { bigint, uuid } from "../../database/SqlType.ts"
import { statement } from "../../database/statement.ts"
import { when } from "../../database/when.ts"
import { Approval, DependencyKind, TaskReference, TaskRole, TaskStage } from "../../model/Task.ts"
import { isCurrentApproval } from "./isCurrentApproval.ts"
import { status } from "./standsLike.ts"
import { taskKey } from "./taskKey.ts"

/** How many subtasks, edges and approvals are shown with a task, of each. Edges and actors have no more. */
export const SURROUNDINGS_MAX = 200

/** The statements that show what is around a task, and where it has been. */
export class TaskDetailRepository extends Context.Service<TaskDetailRepository>()("@genie/store/TaskDetailRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      /** The surroundings of a task: its actors, what it points to and what points to it, its parts, its approvals. */
      surroundings: Effect.fn("TaskDetailRepository.surroundings")((id: string) =>
        Effect.map(Effect.flatMap(db.all(surroundings({ id })), decodeSurroundings), (found) => found[0]!)
      ),

      /** The stays of a task, newest first. Their ids come along: a page continues after one. */
      stages: Effect.fn("TaskDetailRepository.stages")(function* (
        task: string,
        after: string | undefined,
        limit: number
      ) {
        const rows = yield* db.all(stages({ task, after, limit }))
        return (yield* decodeStages(rows)).map((stage, at) => ({ id: rows[at]!.id, stage }))
      })
    }
  })
}) {
  static readonly layer: Layer.Layer<TaskDetailRepository, never, Db> = Layer.effect(this, this.make)
}

const TaskActor = Schema.Struct({ actor: Schema.String, kind: Schema.String, role: TaskRole })
const TaskEdge = Schema.Struct({ kind: DependencyKind, task: TaskReference })

const Surroundings = Schema.Struct({
  actors: Schema.Array(TaskActor),
  dependencies: Schema.Array(TaskEdge),
  dependents: Schema.Array(TaskEdge),
  subtasks: Schema.Array(TaskReference),
  approvals: Schema.Array(Approval)
})

/** The surroundings of a task. */
export interface TaskSurroundings extends Readonly<typeof Surroundings.Type> {}

const decodeSurroundings: (rows: unknown) => Effect.Effect<ReadonlyArray<TaskSurroundings>> = decoded(Surroundings)
const decodeStages = decoded(TaskStage)

// The rest are parts of `surroundings`, about the row `this`.

/** Rows as one JSON list. */
const list = (rows: RawBuilder<unknown>) => sql`
  coalesce((select json_agg(item) from (${rows} limit ${sql.lit(SURROUNDINGS_MAX)}) as items(item)), '[]')`

const reference = sql`json_build_object(
  'key', ${taskKey}, 'title', tasks.title, 'status', ${status}, 'column', board_columns.name
)`

const referred = sql`
  join genie.projects on projects.id = tasks.project_id
  join genie.board_columns on board_columns.id = tasks.column_id`

const actorsOf = sql`
  select json_build_object('actor', actors.handle, 'kind', actors.kind, 'role', task_actors.role)
  from genie.task_actors
  join genie.actors on actors.id = task_actors.actor_id
  where task_actors.task_id = this.id
  order by task_actors.role, actors.handle`

const edges = ({ from, to }: { readonly from: "task_id" | "on_task_id"; readonly to: "task_id" | "on_task_id" }) => sql`
  select json_build_object('kind', edge.kind, 'task', ${reference})
  from genie.task_dependencies as edge
  join genie.tasks on tasks.id = ${sql.ref(`edge.${to}`)}
  ${referred}
  where ${sql.ref(`edge.${from}`)} = this.id
  order by edge.kind, tasks.id`

const subtasksOf = sql`
  select ${reference}
  from genie.tasks
  ${referred}
  where tasks.parent_id = this.id
  order by tasks.id`

const approvalsOf = sql`
  select json_build_object(
    'id', approvals.id, 'column', place.name, 'digest', approvals.digest, 'isCurrent', ${isCurrentApproval("this")},
    'askedBy', asked_by, 'askedOf', asked_of, 'question', question, 'askedAt', asked_at, 'expiresAt', expires_at,
    'decision', decision, 'decidedBy', decided_by, 'decidedAt', decided_at, 'reason', reason
  )
  from genie.approvals
  join genie.board_columns as place on place.id = this.column_id
  where approvals.task_id = this.id
    and approvals.stage_id = this.stage_id
  order by approvals.id desc`

const surroundings = statement("TaskDetailRepository.surroundings", {
  parameters: { id: uuid },
  decodes: Surroundings,
  sql: ({ id }) => sql`
    select
      ${list(actorsOf)} as actors,
      ${list(edges({ from: "task_id", to: "on_task_id" }))} as dependencies,
      ${list(edges({ from: "on_task_id", to: "task_id" }))} as dependents,
      ${list(subtasksOf)} as subtasks,
      ${list(approvalsOf)} as approvals
    from genie.tasks as this
    where this.id = ${id}`
})

const stages = statement("TaskDetailRepository.stages", {
  parameters: { task: uuid, after: uuid.optional, limit: bigint },
  decodes: TaskStage,
  row: { id: uuid },
  sql: ({ after, limit, task }) => sql`
    select
      task_stages.id, before.name as "from", here.name as "to",
      json_build_object('handle', actor, 'kind', actor_kind) as actor,
      run_id as run, reason, entered_at, left_at,
      coalesce(
        (
          select json_agg(
            json_build_object('decision', decision, 'by', decided_by, 'at', decided_at, 'reason', approvals.reason)
            order by decided_at, approvals.id
          )
          from genie.approvals
          where approvals.task_id = task_stages.task_id
            and approvals.stage_id = task_stages.id
            and decision in ('approved', 'rejected')
        ),
        '[]'
      ) as decisions
    from genie.task_stages
    join genie.board_columns as here on here.id = task_stages.column_id
    left join genie.board_columns as before on before.id = task_stages.from_column_id
    where task_id = ${task}
      ${when(after, (last) => sql`and task_stages.id < ${last}`)}
    order by task_stages.id desc
    limit ${limit}`
})
