import { AuditEvent, AuditEventId } from "../../model/AuditEvent.ts"

/** The answer of an engine for an entry. An entry that was written by hand may have anything. */
export interface EventRow {
  readonly id: string
  readonly log: string
  readonly project: string | null
  readonly seq: number | null
  readonly ts: string | null
  readonly actorKind: string | null
  readonly actorHandle: string | null
  readonly action: string | null
  readonly targetType: string | null
  readonly targetId: string | null
  readonly outcome: string | null
  readonly requestId: string | null
  readonly details: string | null
  readonly rowHmac: string | null
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
