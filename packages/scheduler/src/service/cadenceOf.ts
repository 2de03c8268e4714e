import type { ScheduleCadence } from "@genie/store/scheduler"
import type { Cadence } from "../cadence/Cadence.ts"

/** The cadence that a schedule's columns describe. */
export const cadenceOf = (schedule: ScheduleCadence): Cadence => {
  switch (schedule.kind) {
    case "cron":
      return {
        kind: "cron",
        expression: schedule.expression,
        timeZone: schedule.timeZone,
        overlap: schedule.dstOverlap
      }
    case "interval":
      // The table lets no interval be without a length; an unchecked one would be refused by the computation.
      return { kind: "interval", everyMs: schedule.everyMs ?? 0, anchor: schedule.anchor }
    case "date":
      return { kind: "date", at: schedule.anchor }
  }
}
