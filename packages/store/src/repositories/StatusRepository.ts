import { Effect } from "effect"
import { sql } from "kysely"
import { Db } from "../database/Db.ts"
import { SILENT_AFTER_SECONDS } from "./WorkerRepository.ts"

/** How much there is of what somebody may have to wait for. */
export interface StatusCounts {
  readonly activeSchedules: number
  readonly queuedRuns: number
  /** Those that a worker does. Who holds a task in person needs nobody to stay. */
  readonly runningRuns: number
  readonly workersOnline: number
  readonly auditEntries: number
}

/** The statements behind `genie status`. History is never counted: the heads of the logs know their size. */
export const makeStatusRepository = Effect.gen(function* () {
  const db = yield* Db

  return {
    counts: Effect.fn("StatusRepository.counts")((organizationId: string) =>
      db.one(
        () => sql<StatusCounts>`
          select
            (select count(*) from genie.schedules
              where organization_id = ${organizationId} and status = 'active') as "activeSchedules",
            (select count(*) from genie.live_runs where state = 'queued') as "queuedRuns",
            (select count(*) from genie.live_runs where state <> 'queued' and holder is null) as "runningRuns",
            (select count(*) from genie.workers
              where organization_id = ${organizationId} and gone_at is null
                and last_seen_at > genie.now() - make_interval(secs => ${SILENT_AFTER_SECONDS}::int)) as "workersOnline",
            (select coalesce(sum(size), 0)::bigint from genie.audit_heads) as "auditEntries"`
      )
    )
  }
})
