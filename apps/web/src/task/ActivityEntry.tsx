import {
  ArrowRightIcon,
  CheckIcon,
  CirclePlusIcon,
  HandIcon,
  LinkIcon,
  type LucideIcon,
  PencilIcon,
  PlayIcon,
  UserRoundIcon,
  XIcon
} from "lucide-react"
import type { TaskLogKind } from "../api/model.ts"
import { Initials } from "../look/Initials.tsx"
import { Markdown } from "../markdown/Markdown.tsx"
import { PanelLink } from "../nav/PanelLink.tsx"
import { Moment } from "../time/Moment.tsx"
import classes from "./Activity.module.css"
import type { Activity } from "./activityOf.ts"

/** One thing that happened, in a line; a comment in full. */
export const ActivityEntry = ({ entry }: { entry: Activity }) =>
  entry.comment === null ? <Line entry={entry} /> : <Said entry={entry} comment={entry.comment} />

const Said = ({ comment, entry: { actor, at } }: { entry: Activity; comment: string }) => (
  <li className={classes.comment} data-comment>
    <Initials handle={actor} size={24} isDecorative />
    <div className={classes.said}>
      <p className={classes.who}>
        <strong>{actor}</strong> <Moment at={at} />
      </p>
      <Markdown>{comment}</Markdown>
    </div>
  </li>
)

const Line = ({ entry: { actor, at, did, kind, run } }: { entry: Activity }) => {
  const isNo = did[0]!.did.startsWith("rejected")
  const Icon = isNo ? XIcon : icons[kind]
  const reason = did.at(-1)!.reason
  return (
    <li className={classes.line} data-kind={isNo ? "rejected" : kind}>
      <span className={classes.icon} aria-hidden="true">
        <Icon size={12} />
      </span>
      <span className={classes.words}>
        <strong>{actor}</strong> {inARow(did.map((each) => each.did))}
        {reason !== null && <span className={classes.reason}>{reason}</span>}
      </span>
      {run !== null && (
        <PanelLink href={`/app/runs/${run}`} className={classes.run} aria-label={`Run of ${actor}`}>
          Run
        </PanelLink>
      )}
      <span className={classes.when}>
        <Moment at={at} />
      </span>
    </li>
  )
}

const inARow = (did: ReadonlyArray<string>): string =>
  did.length === 1 ? did[0]! : `${did.slice(0, -1).join(", ")} and ${did.at(-1)}`

const icons: Readonly<Record<TaskLogKind, LucideIcon>> = {
  created: CirclePlusIcon,
  moved: ArrowRightIcon,
  decided: CheckIcon,
  changed: PencilIcon,
  assigned: UserRoundIcon,
  held: HandIcon,
  dependency: LinkIcon,
  checkout: UserRoundIcon,
  run: PlayIcon,
  comment: PencilIcon
}
