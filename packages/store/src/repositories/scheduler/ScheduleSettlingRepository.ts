import { Context, Effect, Layer } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { type RecordOf, records } from "../../database/records.ts"
import { bigint, integer, text, uuid } from "../../database/SqlType.ts"
import { type RowOf, statement } from "../../database/statement.ts"
import { uuids } from "../../database/uuids.ts"
import type { Overlap, ScheduleStatus } from "../../model/Schedule.ts"

/** The statements about what the runs of schedules mean to them: failures are counted, and unfinished runs are in the way. */
export class ScheduleSettlingRepository extends Context.Service<ScheduleSettlingRepository>()(
  "@genie/store/ScheduleSettlingRepository",
  {
    make: Effect.gen(function* () {
      const db = yield* Db

      return {
        /**
         * Locks the schedules for which it matters that these runs ended, in order of id. A schedule without failures to
         * count and without held firings is left alone, so that its runs can end while it fires.
         */
        lockForSettling: Effect.fn("ScheduleSettlingRepository.lockForSettling")(
          (ended: ReadonlyArray<string>, failed: ReadonlyArray<string>) => db.all(lockForSettling({ ended, failed }))
        ),

        /** Counts failures, and pauses the schedules that come with a reason. No revision grows: no person did it. */
        settle: Effect.fn("ScheduleSettlingRepository.settle")((counts: ReadonlyArray<FailureCount>) =>
          db.affected(settle({ counts }))
        ),

        /** How many runs of each of these schedules are unfinished. */
        countUnfinished: Effect.fn("ScheduleSettlingRepository.countUnfinished")((ids: ReadonlyArray<string>) =>
          db.all(countUnfinished({ ids }))
        ),

        /**
         * Locks the unfinished runs of these schedules that nobody else is changing at this moment, in order of id. One
         * that is missing here and counted by `countUnfinished` is being claimed, renewed or ended.
         */
        lockUnfinished: Effect.fn("ScheduleSettlingRepository.lockUnfinished")((ids: ReadonlyArray<string>) =>
          db.all(lockUnfinished({ ids }))
        )
      }
    })
  }
) {
  static readonly layer: Layer.Layer<ScheduleSettlingRepository, never, Db> = Layer.effect(this, this.make)
}

const lockForSettling = statement("ScheduleSettlingRepository.lockForSettling", {
  parameters: { ended: uuid.list, failed: uuid.list },
  row: {
    id: uuid,
    projectId: uuid.nullable,
    name: text,
    status: text.as<typeof ScheduleStatus.Type>(),
    overlap: text.as<typeof Overlap.Type>(),
    failuresMax: integer,
    failuresInARow: integer
  },
  sql: ({ ended, failed }) => sql`
    select id, project_id, name, status, overlap, failures_max, failures_in_a_row
    from genie.schedules
    where id = any(${uuids(ended)})
      and (overlap = 'queue' or failures_in_a_row > 0 or id = any(${uuids(failed)}))
    order by id
    for no key update`
})

/** A locked schedule, for which it matters how its runs end. */
export interface SettlingSchedule extends RowOf<typeof lockForSettling> {}

const failureCounts = records({
  id: uuid,
  /** Null: as they were. */
  failuresInARow: integer.nullable,
  pauseReason: text.nullable
})

/** The failures of a schedule, and why it pauses itself. */
export interface FailureCount extends RecordOf<typeof failureCounts> {}

const settle = statement("ScheduleSettlingRepository.settle", {
  parameters: { counts: failureCounts },
  sql: ({ counts }) => sql`
    update genie.schedules
    set
      failures_in_a_row = coalesce(input."failuresInARow", failures_in_a_row),
      status = case when input."pauseReason" is null then status else 'paused' end,
      status_reason = coalesce(input."pauseReason", status_reason),
      updated_at = case when input."pauseReason" is null then updated_at else genie.now() end
    from ${failureCounts.rows(counts)}
    where schedules.id = input.id`
})

const countUnfinished = statement("ScheduleSettlingRepository.countUnfinished", {
  parameters: { ids: uuid.list },
  row: { scheduleId: uuid.present, unfinished: bigint },
  sql: ({ ids }) => sql`
    select schedule_id, count(*) as unfinished
    from genie.live_runs
    where schedule_id = any(${uuids(ids)})
    group by schedule_id`
})

const lockUnfinished = statement("ScheduleSettlingRepository.lockUnfinished", {
  parameters: { ids: uuid.list },
  row: { runId: uuid, scheduleId: uuid.present, triggerId: uuid.nullable, state: text },
  sql: ({ ids }) => sql`
    select run_id, schedule_id, trigger_id, state
    from genie.live_runs
    where schedule_id = any(${uuids(ids)})
    order by run_id
    for update skip locked`
})

/** An unfinished run of a schedule. */
export interface UnfinishedRun extends RowOf<typeof lockUnfinished> {}
