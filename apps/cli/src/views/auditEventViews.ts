import { type Screen, table } from "@genie/operation/commands"
import type { AuditEvent } from "@genie/store/model"
import { fields } from "./fields.ts"
import { instant } from "./instant.ts"
import { more } from "./more.ts"
import { relative } from "./relative.ts"
import { who } from "./who.ts"

interface Page {
  readonly items: ReadonlyArray<AuditEvent>
  readonly next: string | null
}

/** What happened, newest first. */
export const auditEventListView = ({ items, next }: Page, screen: Screen): string =>
  items.length === 0
    ? "Nothing like that has happened."
    : table(
        items,
        {
          seq: { value: ({ seq }) => String(seq), align: "right", isWhole: true },
          when: ({ at }) => relative(at, screen),
          who: ({ actor }) => whoIs(actor),
          did: whatWasDone,
          to: whatIs,
          id: { value: ({ id }) => id, isWhole: true }
        },
        screen
      ) + more(next)

/** One event in full. */
export const auditEventView = (event: AuditEvent, screen: Screen): string =>
  fields(
    {
      action: event.action,
      outcome: event.outcome,
      damage: event.damage === undefined ? null : `the ${event.damage.join(", ")} cannot be read: genie audit verify`,
      by: whoIs(event.actor),
      at: instant(event.at, screen),
      target: `${event.target.type} ${event.target.id}`,
      details: event.details === null ? null : JSON.stringify(event.details, null, 2),
      request: event.requestId,
      log: event.project === null ? `${event.log} (system)` : `${event.log} (project ${event.project})`,
      seq: event.seq,
      id: event.id,
      seal: event.rowHmac
    },
    screen
  )

/** One line per event, as they happen. */
export const auditFeedView = ({ data }: { readonly data: AuditEvent }): string => {
  const { actor, at } = data
  return `${at.toLocaleTimeString("sv-SE")}  ${whoIs(actor)}  ${whatWasDone(data)}  ${whatIs(data)}`
}

const whatWasDone = ({ action, damage, outcome }: AuditEvent): string => {
  const remarks = [outcome === "refused" && "refused", damage !== undefined && "damaged"].filter((one) => one !== false)
  return remarks.length === 0 ? action : `${action} (${remarks.join(", ")})`
}

const whoIs = ({ handle, kind }: AuditEvent["actor"]) => who(handle, kind)

/** People know a task by its key. Ids are told apart by their ends; a name is not cut. */
const whatIs = ({ details, target: { id, type } }: AuditEvent) => {
  const key = typeof details === "object" && details !== null && "key" in details ? details.key : undefined
  const name = /^[0-9a-f-]{36}$/.test(id) ? id.slice(-8) : id
  return `${type} ${type === "task" && typeof key === "string" ? key : name}`
}
