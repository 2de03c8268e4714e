import { type RawBuilder, sql } from "kysely"

/** The row of `approvals` is about what the task says now, where it is now, and has not expired. */
export const isCurrentApproval = (task: string): RawBuilder<boolean> => sql`(
  approvals.digest = ${sql.ref(`${task}.digest`)}
  and approvals.stage_id = ${sql.ref(`${task}.stage_id`)}
  and (approvals.expires_at is null or approvals.expires_at > genie.now())
)`
