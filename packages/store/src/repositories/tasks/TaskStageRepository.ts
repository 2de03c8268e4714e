import { Context, Effect, Layer } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { text, uuid } from "../../database/SqlType.ts"
import { statement } from "../../database/statement.ts"
import type { ActorKind } from "../../model/Actor.ts"

/** Every statement that writes the stage log. */
export class TaskStageRepository extends Context.Service<TaskStageRepository>()("@genie/store/TaskStageRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      /** Ends the stay before, and begins a new one in the same instant. */
      enter: Effect.fn("TaskStageRepository.enter")(({ from, reason = null, runId = null, ...stage }: NewTaskStage) =>
        db.affected(
          enter({
            ...stage,
            reason,
            runId,
            fromColumnId: from?.columnId ?? null,
            fromStageId: from?.stageId ?? null
          })
        )
      )
    }
  })
}) {
  static readonly layer: Layer.Layer<TaskStageRepository, never, Db> = Layer.effect(this, this.make)
}

/** A stay of a task in a column that begins now. */
export interface NewTaskStage {
  readonly id: string
  readonly taskId: string
  /** Null for the first stay. */
  readonly from: { readonly columnId: string; readonly stageId: string } | null
  readonly columnId: string
  readonly actor: string
  readonly actorKind: ActorKind
  /** The run whose end brought it here. */
  readonly runId?: string | null
  readonly reason?: string | null
}

const enter = statement("TaskStageRepository.enter", {
  parameters: {
    id: uuid,
    taskId: uuid,
    fromColumnId: uuid.nullable,
    fromStageId: uuid.nullable,
    columnId: uuid,
    actor: text,
    actorKind: text,
    runId: uuid.nullable,
    reason: text.nullable
  },
  sql: (stage) => sql`
    with left_before as (
      update genie.task_stages
      set left_at = genie.now()
      where id = ${stage.fromStageId}
    )
    insert into genie.task_stages (id, task_id, from_column_id, column_id, actor, actor_kind, run_id, reason)
    values (
      ${stage.id}, ${stage.taskId}, ${stage.fromColumnId}, ${stage.columnId}, ${stage.actor},
      ${stage.actorKind}, ${stage.runId}, ${stage.reason}
    )`
})
