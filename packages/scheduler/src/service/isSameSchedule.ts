import type { Schedule } from "@genie/store/model"
import type { ScheduleDraft } from "./newScheduleOf.ts"

/** Whether a schedule says what the draft says. Whether it is paused, and when it was made, is not part of that. */
export const isSameSchedule = (schedule: Schedule, draft: ScheduleDraft): boolean =>
  differences(schedule, draft).length === 0

/** What a schedule says otherwise than the draft, in the words of people. Never the values: they may be secrets. */
export const differences = (schedule: Schedule, draft: ScheduleDraft): ReadonlyArray<string> => [
  ...new Set([
    ...plain.filter(([field]) => schedule[field] !== draft[field]).map(([, word]) => word),
    ...documents.filter(([field]) => canonical(schedule[field]) !== canonical(draft[field])).map(([, word]) => word)
  ])
]

const plain = [
  ["name", "name"],
  ["kind", "cadence"],
  ["expression", "cadence"],
  ["timeZone", "time zone"],
  ["dstOverlap", "policy for clocks that go back"],
  ["command", "command"],
  ["directory", "directory"],
  ["stdin", "standard input"],
  ["leftovers", "policy for processes left running"],
  ["queue", "queue"],
  ["priority", "priority"],
  ["misfire", "misfire policy"],
  ["overlap", "overlap policy"],
  ["timeoutMs", "timeout"],
  ["attemptsMax", "attempts"],
  ["failuresMax", "limit of failures"]
] as const

const documents = [
  ["environment", "variables"],
  ["payload", "payload"]
] as const

/** The database keeps the keys of a document in an order of its own. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part
  )
