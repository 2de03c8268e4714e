import { readFileSync } from "node:fs"

/** What the work itself has written down, outside any database. */
export interface Ledger {
  /** Every firing that was worked on. */
  readonly triggers: ReadonlySet<string>
  /** How often each run was begun, and how often it came to its end. */
  readonly begun: ReadonlyMap<string, number>
  readonly ended: ReadonlyMap<string, number>
}

/** Reads the lines `begin|end TRIGGER RUN FENCE`. */
export const readLedger = (path: string): Ledger => {
  const triggers = new Set<string>()
  const begun = new Map<string, number>()
  const ended = new Map<string, number>()
  for (const line of read(path).split("\n")) {
    const [what, trigger, run] = line.split(" ")
    if (trigger === undefined || run === undefined) continue
    triggers.add(trigger)
    const counts = what === "begin" ? begun : ended
    counts.set(run, (counts.get(run) ?? 0) + 1)
  }
  return { triggers, begun, ended }
}

/** Nothing is written yet before the first firing. */
const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return ""
  }
}
