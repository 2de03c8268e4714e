import type { Screen } from "@genie/operation/commands"
import { relative } from "./relative.ts"

/** An instant by the clock of a time zone, and how far away it is: `2027-01-01 09:00:00 America/Sao_Paulo (in 3 d)`. */
export const instant = (at: Date | null, screen: Screen, timeZone?: string): string | null => {
  if (at === null) return null
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  // Swedish writes dates the way ISO 8601 does.
  return `${at.toLocaleString("sv-SE", { timeZone: zone })} ${zone} (${relative(at, screen)})`
}
