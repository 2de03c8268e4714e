import { Context, Effect, Layer, Option } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { bigint, double, jsonb, priority, text, timestamptz, uuid } from "../../database/SqlType.ts"
import { statement } from "../../database/statement.ts"
import { when } from "../../database/when.ts"
import type { Priority } from "../../model/Priority.ts"
import type { RunId } from "../../model/Run.ts"
import { heldRun, leaseEnd } from "./heldRun.ts"
import { withLeaseEnd } from "./withLeaseEnd.ts"

/** The statements about work that is done in person. */
export class CheckoutRepository extends Context.Service<CheckoutRepository>()("@genie/store/CheckoutRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      /**
       * Records that somebody works on a task in person: a run that is running from the start, under a fence of its own.
       * `leaseMs` null is a lease without an end. Another unfinished run of the task violates `live_runs_task_id_unique`.
       */
      checkOut: Effect.fn("CheckoutRepository.checkOut")(
        ({ holder, leaseMs, run: { payload = {}, projectId = null, stageId = null, ...run } }: CheckOut) =>
          Effect.map(db.one(checkOut({ ...run, payload, projectId, stageId, holder, leaseMs })), withLeaseEnd)
      ),

      /** Moves the end of a checkout's lease; with a fence, only while it is the newest. Nothing when it is not held. */
      renewCheckout: Effect.fn("CheckoutRepository.renewCheckout")(
        (run: string, leaseMs: number | null, fence?: number) =>
          Effect.map(db.maybeOne(renewCheckout({ run, leaseMs, fence })), Option.map(withLeaseEnd))
      )
    }
  })
}) {
  static readonly layer: Layer.Layer<CheckoutRepository, never, Db> = Layer.effect(this, this.make)
}

/** Work on a task that somebody does in person, and so holds from the start. */
export interface NewCheckout {
  readonly id: string
  readonly organizationId: string
  readonly projectId?: string | null
  readonly taskId: string
  readonly stageId?: string | null
  readonly name: string
  readonly priority: Priority
  readonly payload?: unknown
  readonly enqueuedBy: string
}

interface CheckOut {
  readonly run: NewCheckout
  readonly holder: string
  readonly leaseMs: number | null
}

const checkOut = statement("CheckoutRepository.checkOut", {
  parameters: {
    id: uuid,
    organizationId: uuid,
    projectId: uuid.nullable,
    taskId: uuid,
    stageId: uuid.nullable,
    name: text,
    priority,
    payload: jsonb,
    enqueuedBy: text,
    holder: text,
    leaseMs: double.or(bigint).nullable
  },
  row: { id: uuid.as<RunId>(), fence: bigint.present, leaseExpiresAt: timestamptz.nullable },
  sql: ({ holder, leaseMs, ...run }) => sql`
    with input as materialized (
      select
        cast(${run.id} as uuid) as id, cast(${run.organizationId} as uuid) as organization_id,
        cast(${run.projectId} as uuid) as project_id, cast(${run.taskId} as uuid) as task_id,
        cast(${run.stageId} as uuid) as stage_id, cast(${run.name} as text) as name,
        cast(${run.priority} as genie.priority) as priority,
        cast(${JSON.stringify(run.payload)} as jsonb) as payload, cast(${holder} as text) as holder,
        cast(${run.enqueuedBy} as text) as enqueued_by
    ),
    ${heldRun(leaseMs)}
    select run_id as id, fence, lease_expires_at
    from held`
})

const renewCheckout = statement("CheckoutRepository.renewCheckout", {
  parameters: { run: uuid, leaseMs: double.nullable, fence: bigint.optional },
  row: { leaseExpiresAt: timestamptz.nullable },
  sql: ({ fence, leaseMs, run }) => sql`
    update genie.live_runs
    set lease_expires_at = ${leaseEnd(leaseMs)}
    where run_id = ${run}
      and holder is not null
      ${when(fence, (value) => sql`and fence = ${value}`)}
    returning lease_expires_at`
})
