import type { Schedule } from "@genie/store/model"
import type { ScheduleDraft } from "./newScheduleOf.ts"

/** Whether a schedule says what the draft says. Whether it is paused, and when it was made, is not part of that. */
export const isSameSchedule = (schedule: Schedule, draft: ScheduleDraft): boolean =>
  plain.every((field) => schedule[field] === draft[field]) &&
  canonical(schedule.payload) === canonical(draft.payload) &&
  canonical(schedule.environment) === canonical(draft.environment)

const plain = [
  "name",
  "kind",
  "expression",
  "timeZone",
  "dstOverlap",
  "misfire",
  "overlap",
  "queue",
  "priority",
  "command",
  "directory",
  "stdin",
  "timeoutMs",
  "attemptsMax",
  "failuresMax"
] as const

/** The database keeps the keys of a document in an order of its own. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part
  )
