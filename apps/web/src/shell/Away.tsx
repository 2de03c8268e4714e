import { useLiveStatus } from "../live/Live.tsx"
import { Command } from "../look/Command.tsx"
import classes from "./Away.module.css"

/** Says over every page that Genie does not answer, and what starts it. It leaves by itself when Genie is back. */
export const Away = () =>
  useLiveStatus() === "away" && (
    <section className={classes.away} role="status" aria-label="Genie is away">
      <p className={classes.text}>
        Genie is not running, or it has another address now. This starts it and opens the page:
      </p>
      <Command>genie open</Command>
    </section>
  )
