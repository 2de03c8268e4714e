import type { Schedule } from "../api/model.ts"
import classes from "../look/List.module.css"
import { PanelLink } from "../nav/PanelLink.tsx"
import { schedulePlace } from "../nav/places.ts"
import { useSearch } from "../nav/useSearch.ts"
import { Moment } from "../time/Moment.tsx"
import { cadence } from "./cadence.ts"
import { ScheduleChip } from "./ScheduleChip.tsx"

interface ScheduleRowProps {
  readonly schedule: Schedule
  readonly isOpen: boolean
  readonly isProjectShown: boolean
}

/** A schedule in a list. */
export const ScheduleRow = ({ isOpen, isProjectShown, schedule }: ScheduleRowProps) => (
  <PanelLink
    href={schedulePlace(schedule.name, useSearch())}
    className={classes.row}
    data-item
    {...(isOpen && { "aria-current": "true" as const })}
  >
    <span className={classes.state}>
      <ScheduleChip schedule={schedule} />
    </span>
    <span className={classes.main}>
      <span className={classes.name}>{schedule.name}</span>
      <span className={`${classes.detail} ${classes.mono}`}>{schedule.command}</span>
    </span>
    <span className={classes.side}>
      {isProjectShown && schedule.project !== null && <span className={classes.wide}>{schedule.project}</span>}
      <span className={classes.mono}>{cadence(schedule)}</span>
      <span className={classes.wide}>{schedule.timeZone}</span>
      <span className={classes.when}>{schedule.nextAt === null ? "–" : <Moment at={schedule.nextAt} />}</span>
    </span>
  </PanelLink>
)
