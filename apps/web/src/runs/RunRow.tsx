import type { Run } from "../api/model.ts"
import classes from "../look/List.module.css"
import { PanelLink } from "../nav/PanelLink.tsx"
import { runPlace } from "../nav/places.ts"
import { useSearch } from "../nav/useSearch.ts"
import { duration } from "../time/duration.ts"
import { Moment } from "../time/Moment.tsx"
import { RunStateChip } from "./RunStateChip.tsx"

interface RunRowProps {
  readonly run: Run
  readonly isOpen: boolean
  readonly isProjectShown: boolean
}

/** A run in a list. */
export const RunRow = ({ isOpen, isProjectShown, run }: RunRowProps) => (
  <PanelLink
    href={runPlace(run.id, useSearch())}
    className={classes.row}
    data-item
    {...(isOpen && { "aria-current": "true" as const })}
  >
    <span className={classes.state}>
      <RunStateChip state={run.state} />
    </span>
    <span className={classes.main}>
      <span className={classes.name}>{run.name}</span>
      {run.failureMessage === null ? (
        <span className={`${classes.detail} ${classes.mono}`}>{run.command}</span>
      ) : (
        <span className={classes.detail}>{run.failureMessage}</span>
      )}
    </span>
    <span className={classes.side}>
      {run.attemptsMax > 1 && (
        <span className={classes.wide} title="Which attempt, of how many">
          {run.attempt}/{run.attemptsMax}
        </span>
      )}
      {isProjectShown && run.project !== null && <span className={classes.wide}>{run.project}</span>}
      <span className={classes.wide}>{run.queue}</span>
      {run.durationMs !== null && <span className={classes.wide}>{duration(run.durationMs)}</span>}
      <span className={classes.when}>
        <Moment at={run.finishedAt ?? run.startedAt ?? run.dueAt} />
      </span>
    </span>
  </PanelLink>
)
