import { quoted } from "../cadence/quoted.ts"
import type { Setting } from "./parseSetting.ts"

/** What a cron user must know about a variable that means something else here, or nothing there. */
export const settingNote = ({ name, value }: Setting): string | undefined => {
  if (name === "LOGNAME" || name === "USER")
    return `${name} is left out: as under cron, it is the user who runs the commands`
  if (value === "") return undefined
  if (name === "TZ") return `TZ is for the commands: their times are read in the zone of CRON_TZ or --tz`
  if (name === "MAILTO") return `Genie sends no mail to MAILTO: failed runs are in genie run list --state failed`
  if (name === "RANDOM_DELAY") return `Genie does not delay commands by RANDOM_DELAY`
  if (name === "CRON_TZ" || !/\$\{?[A-Za-z_]/.test(value)) return undefined
  return `${name} is ${quoted(value)} as it stands: as under cron, nothing in it is expanded`
}
