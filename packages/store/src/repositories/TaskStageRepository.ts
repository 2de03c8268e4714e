import { Effect } from "effect"
import { sql } from "kysely"
import { Db } from "../database/Db.ts"
import type { ActorKind } from "../model/Actor.ts"

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

/** Every statement that writes the stage log. */
export const makeTaskStageRepository = Effect.gen(function* () {
  const db = yield* Db

  return {
    /** Ends the stay before, and begins a new one in the same instant. */
    enter: Effect.fn("TaskStageRepository.enter")((stage: NewTaskStage) =>
      db.affected(
        () => sql`
          with left_before as (
            update genie.task_stages
            set left_at = genie.now()
            where id = ${stage.from?.stageId ?? null}
          )
          insert into genie.task_stages (id, task_id, from_column_id, column_id, actor, actor_kind, run_id, reason)
          values (
            ${stage.id}, ${stage.taskId}, ${stage.from?.columnId ?? null}, ${stage.columnId}, ${stage.actor},
            ${stage.actorKind}, ${stage.runId ?? null}, ${stage.reason ?? null}
          )`
      )
    )
  }
})
