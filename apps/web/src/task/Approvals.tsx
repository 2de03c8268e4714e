import { CheckIcon, XIcon } from "lucide-react"
import type { TaskDetail } from "../api/tasks.ts"
import { Moment } from "../time/Moment.tsx"
import classes from "./Approvals.module.css"

/** Who has approved or rejected a task where it is: the gate counts them. */
export const Approvals = ({ detail: { approvals } }: { detail: TaskDetail }) => {
  const decided = approvals.filter(({ decision }) => decision === "approved" || decision === "rejected").toReversed()
  if (decided.length === 0) return null
  return (
    <ul className={classes.approvals} aria-label="Approvals here">
      {decided.map(({ column, decidedAt, decidedBy, decision, id, isCurrent, reason }) => (
        <li key={id} className={classes.approval} data-decision={decision} data-old={!isCurrent || undefined}>
          {decision === "approved" ? (
            <CheckIcon size={13} aria-hidden="true" />
          ) : (
            <XIcon size={13} aria-hidden="true" />
          )}
          <span className={classes.words}>
            <strong>{decidedBy}</strong> {decision} it in {column}
            {reason !== null && `: ${reason}`}
            {!isCurrent && " It has changed since: this counts no longer."}
          </span>
          {decidedAt !== null && <Moment at={decidedAt} />}
        </li>
      ))}
    </ul>
  )
}
