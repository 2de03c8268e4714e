import { useLiveStatus } from "../live/Live.tsx"
import classes from "./LiveMark.module.css"

/** Whether what is on the page is what is. */
export const LiveMark = ({ isCompact = false }: { isCompact?: boolean }) => {
  const status = useLiveStatus()
  return (
    <div className={classes.mark} data-status={status} role="status" title={words[status].long}>
      <span className={classes.dot} aria-hidden="true" />
      <span className={isCompact ? classes.hidden : undefined}>{words[status].short}</span>
    </div>
  )
}

const words = {
  connecting: { short: "Connecting", long: "Asking Genie what happens" },
  live: { short: "Live", long: "Changes appear as they happen" },
  reconnecting: { short: "Reconnecting", long: "Genie does not answer: what you see may be old" },
  away: { short: "Genie is away", long: "Genie does not answer: what you see is old" }
}
