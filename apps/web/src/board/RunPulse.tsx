import type { Task } from "../api/model.ts"
import classes from "./RunPulse.module.css"

/** That somebody works on it right now, and who. */
export const RunPulse = ({ run }: { run: Task["run"] }) => {
  if (run === null || (run.state !== "running" && run.state !== "claimed")) return null
  const who = run.holder ?? run.worker ?? run.queue
  return (
    <span className={classes.pulse} title={`${who} works on it`}>
      <span className={classes.dot} aria-hidden="true" />
      <span className={classes.who}>{who}</span>
    </span>
  )
}
