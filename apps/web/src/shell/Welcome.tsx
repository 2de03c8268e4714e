import { Button } from "@mantine/core"
import { Command } from "../look/Command.tsx"
import { Mark } from "../look/Mark.tsx"
import classes from "./Welcome.module.css"

interface WelcomeProps {
  /** What went wrong; absent when nobody has signed in here yet. */
  readonly sentence?: string | undefined
  /** Asks once more. Absent where that changes nothing. */
  readonly onRetry?: (() => void) | undefined
}

/** What somebody sees whom Genie does not know yet. */
export const Welcome = ({ sentence, onRetry }: WelcomeProps) => (
  <main className={classes.page}>
    <div className={classes.card}>
      <Mark size={40} />
      <h1 className={classes.title}>{sentence === undefined ? "Hello." : "Not signed in"}</h1>
      <p className={classes.text}>
        {sentence ?? "Genie opens this page for you, signed in, when you ask for it at your terminal:"}
      </p>
      <Command>genie open</Command>
      <p className={classes.hint}>The link it makes works once and signs in this browser for twelve hours.</p>
      {onRetry !== undefined && (
        <Button variant="default" size="sm" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  </main>
)
