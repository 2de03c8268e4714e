import { useQuery } from "@tanstack/react-query"
import type { Trigger } from "../api/model.ts"
import { triggersQuery } from "../api/schedules.ts"
import { Chip, type Tone } from "../look/Chip.tsx"
import { Moment } from "../time/Moment.tsx"
import classes from "./TriggerList.module.css"

/** The last firings of a schedule and the next one. */
export const TriggerList = ({ schedule }: { schedule: string }) => {
  const { data: triggers = [] } = useQuery(triggersQuery(schedule))
  return (
    <ul>
      {triggers.map(({ dueAt, id, origin, reason, state }) => (
        <li key={id} className={classes.trigger}>
          <Chip tone={tones[state]}>{state}</Chip>
          <span className={classes.reason}>{reason ?? (origin === "person" ? "asked for by a person" : "")}</span>
          <Moment at={dueAt} />
        </li>
      ))}
    </ul>
  )
}

const tones: Readonly<Record<Trigger["state"], Tone>> = {
  pending: "violet",
  held: "amber",
  executing: "blue",
  completed: "green",
  failed: "red",
  skipped: "gray",
  cancelled: "gray"
}
