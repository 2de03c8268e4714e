import { Context, Effect, Layer } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { bigint, uuid } from "../../database/SqlType.ts"
import { type RowOf, statement } from "../../database/statement.ts"
import { SILENT_AFTER_SECONDS } from "./WorkerRepository.ts"

/** The statements behind `genie status`. History is never counted: the heads of the logs know their size. */
export class StatusRepository extends Context.Service<StatusRepository>()("@genie/store/StatusRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      counts: Effect.fn("StatusRepository.counts")((organizationId: string) => db.one(counts({ organizationId })))
    }
  })
}) {
  static readonly layer: Layer.Layer<StatusRepository, never, Db> = Layer.effect(this, this.make)
}

const counts = statement("StatusRepository.counts", {
  parameters: { organizationId: uuid },
  row: {
    activeSchedules: bigint,
    queuedRuns: bigint,
    /** Those that a worker does. A task that is held in person needs nobody to stay. */
    runningRuns: bigint,
    workersOnline: bigint,
    auditEntries: bigint
  },
  sql: ({ organizationId }) => sql`
    select
      (select count(*) from genie.schedules
        where organization_id = ${organizationId} and status = 'active') as "activeSchedules",
      (select count(*) from genie.live_runs where state = 'queued') as "queuedRuns",
      (select count(*) from genie.live_runs where state <> 'queued' and holder is null) as "runningRuns",
      (select count(*) from genie.workers
        where organization_id = ${organizationId} and gone_at is null
          and last_seen_at > genie.now() - make_interval(secs => ${sql.lit(SILENT_AFTER_SECONDS)}::int)) as "workersOnline",
      (select coalesce(sum(size), 0)::bigint from genie.audit_heads) as "auditEntries"`
})

/** How much there is of what somebody may have to wait for. */
export interface StatusCounts extends RowOf<typeof counts> {}
