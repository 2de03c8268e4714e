import type { Run } from "../api/model.ts"
import { PanelLink } from "../nav/PanelLink.tsx"
import { duration } from "../time/duration.ts"
import { Moment } from "../time/Moment.tsx"
import { RunStateChip } from "./RunStateChip.tsx"
import classes from "./ShortRuns.module.css"

/** The last runs of something, in its panel. */
export const ShortRuns = ({ runs }: { runs: ReadonlyArray<Run> }) =>
  runs.length === 0 ? (
    <p className={classes.none}>None yet.</p>
  ) : (
    <ul>
      {runs.map((run) => (
        <li key={run.id}>
          <PanelLink href={`/app/runs/${run.id}`} className={classes.run}>
            <RunStateChip state={run.state} />
            <span className={classes.reason}>{run.failureMessage ?? run.queue}</span>
            {run.durationMs !== null && <span className={classes.took}>{duration(run.durationMs)}</span>}
            <Moment at={run.finishedAt ?? run.startedAt ?? run.dueAt} />
          </PanelLink>
        </li>
      ))}
    </ul>
  )
