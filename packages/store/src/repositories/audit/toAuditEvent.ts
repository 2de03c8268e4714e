import { bigint, type ColumnsOf, text, timestamptz, uuid } from "../../database/SqlType.ts"
import { AuditEvent, AuditEventId } from "../../model/AuditEvent.ts"

/** The columns of an entry as it is found: one that was written by hand may have anything. */
export const eventColumns = {
  project: uuid.nullable,
  seq: bigint.nullable,
  ts: timestamptz.nullable,
  actorKind: text.nullable,
  actorHandle: text.nullable,
  action: text.nullable,
  targetType: text.nullable,
  targetId: text.nullable,
  outcome: text.nullable,
  requestId: text.nullable,
  details: text.nullable,
  rowHmac: text.nullable
}

/** The answer of an engine for an entry. */
export interface EventRow extends ColumnsOf<typeof eventColumns> {
  readonly id: string
  readonly log: string
}

/** The entry. One that cannot be read says so, and keeps nobody from those around it. */
export const toAuditEvent = (row: EventRow): AuditEvent => {
  const damaged: Array<string> = []
  const read = <A>(name: string, value: A | null | undefined, otherwise: A): A => {
    if (value !== null && value !== undefined) return value
    damaged.push(name)
    return otherwise
  }
  const event = {
    id: AuditEventId.make(row.id),
    log: row.log,
    project: row.project,
    seq: read("place", row.seq, 0),
    at: read("time", instantOf(row.ts), madeAt(row.id)),
    actor: { kind: read("kind of actor", row.actorKind, ""), handle: read("actor", row.actorHandle, "") },
    action: read("action", row.action, ""),
    target: { type: read("kind of target", row.targetType, ""), id: read("target", row.targetId, "") },
    outcome: read("outcome", outcomeOf(row.outcome), "done"),
    requestId: row.requestId,
    details: row.details === null ? null : read("details", parsed(row.details), { json: null }).json,
    rowHmac: read("seal", row.rowHmac, "")
  }
  return new AuditEvent(damaged.length === 0 ? event : { ...event, damage: damaged })
}

const instantOf = (text: string | null): Date | undefined => {
  const at = new Date(text ?? Number.NaN)
  return Number.isNaN(at.getTime()) ? undefined : at
}

/** The time in the id: where the entry's own is gone, it is the best that is known. */
const madeAt = (id: string): Date => new Date(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16))

const outcomeOf = (text: string | null): "done" | "refused" | undefined =>
  text === "done" || text === "refused" ? text : undefined

const parsed = (text: string): { readonly json: AuditEvent["details"] } | undefined => {
  try {
    return { json: JSON.parse(text) }
  } catch {
    return undefined
  }
}
