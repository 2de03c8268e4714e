import { type RawBuilder, sql } from "kysely"
import { bigint, oneOf, text, uuid, type ValuesOf } from "../../database/SqlType.ts"
import { when } from "../../database/when.ts"
import { RunOutcome, RunState } from "../../model/Run.ts"

/** Filters of a list of runs. */
export const runFilter = {
  organizationId: uuid,
  queue: text.optional,
  state: oneOf(RunState.literals).optional,
  scheduleId: uuid.optional,
  taskId: uuid.optional,
  projectId: uuid.optional,
  /** Only runs older than this id. */
  before: uuid.optional,
  limit: bigint
}

export interface RunFilter extends ValuesOf<typeof runFilter> {}

/**
 * The ids of the runs that a list shows, newest first.
 *
 * Unfinished runs are read off `live_runs`, and those that did not succeed off their own index, so that neither is
 * looked for among a million others. The state is a literal: a partial index is of no use to a parameter. A run that
 * succeeded is looked for among all, newest first.
 */
export const runsMatching = (filter: RunFilter): RawBuilder<{ readonly id: string }> => {
  const { before, limit, organizationId, projectId, queue, scheduleId, state, taskId } = filter
  const isUnfinished = state !== undefined && !isOutcome(state)
  const id = sql.ref(isUnfinished ? "live_runs.run_id" : "runs.id")
  return sql`
    select runs.id
    from ${isUnfinished ? sql`genie.live_runs join genie.runs on runs.id = live_runs.run_id` : sql`genie.runs`}
    where runs.organization_id = ${organizationId}
      ${when(queue, (value) => sql`and ${sql.ref(isUnfinished ? "live_runs.queue" : "runs.queue")} = ${value}`)}
      ${when(scheduleId, (value) => sql`and runs.schedule_id = ${value}`)}
      ${when(taskId, (value) => sql`and runs.task_id = ${value}`)}
      ${when(projectId, (value) => sql`and runs.project_id = ${value}`)}
      ${when(state, conditionOf)}
      ${when(before, (value) => sql`and ${id} < ${value}`)}
    order by ${id} desc
    limit ${limit}`
}

const isOutcome = (state: RunState): boolean => (RunOutcome.literals as ReadonlyArray<string>).includes(state)

const conditionOf = (state: RunState): RawBuilder<unknown> => {
  if (!isOutcome(state)) return sql`and live_runs.state = ${sql.lit(state)}`
  return state === "succeeded" ? sql`and runs.outcome = 'succeeded'` : sql`and runs.unsuccessful = ${sql.lit(state)}`
}
