import * as Result from "effect/Result"
import type { Cadence, CronCadence } from "./Cadence.ts"
import { describeCron } from "./describeCron.ts"
import { formatDuration } from "./formatDuration.ts"
import { parseCron } from "./parseCron.ts"

/** A cadence in words: `every 5 minutes from 9:00 to 17:59, Monday to Friday, America/Sao_Paulo`. */
export const describe = (cadence: Cadence): string => {
  switch (cadence.kind) {
    case "cron":
      return describeCronCadence(cadence)
    case "interval":
      // One of a unit goes without its number: every hour.
      return `every ${formatDuration(cadence.everyMs).replace(/^1 (\w+)$/, "$1")}`
    case "date":
      return `once at ${cadence.at
        .toISOString()
        .replace("T", " ")
        .replace(/(?::00)?\.000Z$|Z$/, "")} UTC`
  }
}

const describeCronCadence = ({ expression, timeZone, overlap }: CronCadence): string => {
  const cron = parseCron(expression)
  const words = Result.isSuccess(cron) ? describeCron(cron.success) : undefined
  return `${words ?? `cron ${expression}`}, ${timeZone}${repeated[overlap]}`
}

const repeated = {
  cron: "",
  earlier: "",
  later: ", the second time when clocks go back",
  both: ", both times when clocks go back"
}
