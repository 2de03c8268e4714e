import type { Schedule } from "@genie/store/model"
import { quoted } from "../cadence/quoted.ts"
import type { CrontabEntry } from "../crontab/CrontabEntry.ts"
import { differences } from "./isSameSchedule.ts"
import type { ScheduleDraft } from "./newScheduleOf.ts"

/** Why a line of a crontab is not imported: a schedule of its name is there and says something else. */
export const otherSchedule = (existing: Schedule, draft: ScheduleDraft, entry: CrontabEntry): string =>
  [
    `the schedule ${quoted(draft.name)} is there already and differs in its ${listed(differences(existing, draft))}`,
    `There it is ${quoted(`${existing.expression} ${existing.timeZone}`)} with ${doneBy(existing)}`,
    ...(entry.namesake === undefined
      ? []
      : [`In this file line ${entry.namesake} has the same name without the number`]),
    "A comment above the line names its schedule. To replace the one that is there, delete it first"
  ].join(". ")

const doneBy = ({ command, queue }: Schedule): string =>
  command === null ? `the queue ${quoted(queue)}` : `the command ${quoted(command)}`

const listed = (words: ReadonlyArray<string>): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`
