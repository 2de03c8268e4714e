import { writeSync } from "node:fs"

/**
 * Ends the command when its answer cannot be written: quietly when the reader has enough (`genie run list | head`), and
 * with a sentence and an exit code otherwise, because a script must not take half an answer for the whole.
 */
export const failWhenUnwritten = (): void => {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0)
    try {
      writeSync(2, `genie: The answer could not be written: ${error.message}. ${lookFirst}\n`)
    } finally {
      process.exit(UNKNOWN_OUTCOME)
    }
  })
  // Nothing can be said any more, and what was asked for goes on.
  process.stderr.on("error", () => {})
}

const lookFirst = "What was asked for may have been done: look before you repeat it."

/** As in `exitCodeOf`: the outcome is unknown to whoever was to read it. */
const UNKNOWN_OUTCOME = 5
