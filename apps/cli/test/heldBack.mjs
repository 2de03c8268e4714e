// Loaded before the program by NODE_OPTIONS. An owner that starts in the background stops where HOLD_AT says, until
// somebody opens the pipe HOLD_UNTIL for writing.
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"

const { HOLD_AT, HOLD_UNTIL } = process.env

const hold = () => fs.closeSync(fs.openSync(HOLD_UNTIL, "r"))

if (process.argv.at(-1) === "background") {
  if (HOLD_AT === "start") hold()
  const rename = fs.renameSync
  let isHeld = false
  fs.renameSync = (from, to) => {
    rename(from, to)
    if (HOLD_AT !== "owner.json" || isHeld || !String(to).endsWith("owner.json")) return
    isHeld = true
    hold()
  }
  syncBuiltinESMExports()
}
