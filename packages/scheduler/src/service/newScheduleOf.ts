import { InvalidInput } from "@genie/operation"
import type { NewSchedule } from "@genie/store/scheduler"
import { Effect } from "effect"
import { nextAfter } from "../cadence/nextAfter.ts"
import { parseCron } from "../cadence/parseCron.ts"
import { parseInstant } from "../cadence/parseInstant.ts"
import { parseInterval } from "../cadence/parseInterval.ts"
import { timeZone } from "../cadence/timeZone.ts"
import { cadenceOf } from "./cadenceOf.ts"
import { refuse } from "./refuse.ts"
import { type WorkInput, workOf } from "./workOf.ts"

/** The queue of commands that name none. */
export const SHELL_QUEUE = "shell"

/** A schedule as somebody asks for it. */
export interface ScheduleInput extends WorkInput {
  readonly name: string
  readonly cron?: string
  readonly every?: string
  readonly at?: string
  readonly tz?: string
  readonly queue?: string
  readonly overlap?: NewSchedule["overlap"]
  readonly misfire?: NewSchedule["misfire"]
  readonly dstOverlap?: NewSchedule["dstOverlap"]
  readonly failuresMax?: number
}

/** What a schedule has of itself; the rest comes from who makes it, and where. */
export type ScheduleDraft = Omit<NewSchedule, "id" | "organizationId" | "projectId" | "createdBy">

/** Reads a schedule off an input, with the instant it fires first, and refuses what could never fire or never run. */
export const newScheduleOf = Effect.fnUntraced(function* (
  input: ScheduleInput,
  now: Date
): Effect.fn.Return<{ readonly draft: ScheduleDraft; readonly firstAt: Date }, InvalidInput> {
  yield* checkText("name", input.name)
  if (input.queue !== undefined) yield* checkText("queue", input.queue)
  if (input.queue === undefined && input.run === undefined) {
    return yield* new InvalidInput({
      field: "queue",
      reason: "is needed where there is no command to run: it names whose workers do the work"
    })
  }
  const { key, ...when } = yield* whenOf(input, now)
  const draft: ScheduleDraft = {
    name: input.name,
    ...when,
    dstOverlap: input.dstOverlap ?? "cron",
    misfire: input.misfire ?? "one",
    overlap: input.overlap ?? "skip",
    queue: input.queue ?? SHELL_QUEUE,
    failuresMax: input.failuresMax ?? 0,
    ...(yield* workOf(input))
  }
  const firstAt = nextAfter(cadenceOf(draft), now)
  if (firstAt === undefined) {
    const reason = key === "at" ? `${draft.expression} is not in the future` : "never comes"
    return yield* new InvalidInput({ field: key, reason })
  }
  return { draft, firstAt }
})

const whenOf = Effect.fnUntraced(function* (input: ScheduleInput, now: Date) {
  const given = (["cron", "every", "at"] as const).filter((key) => input[key] !== undefined)
  const [key] = given
  if (key === undefined) {
    return yield* new InvalidInput({ reason: "A schedule needs a time: give one of cron, every and at." })
  }
  if (given.length > 1) {
    return yield* new InvalidInput({
      reason: `A schedule has one kind of time: give only one of ${given.join(" and ")}.`
    })
  }
  const text = input[key] ?? ""
  const zone = yield* refuse("tz", timeZone(input.tz ?? systemTimeZone()))
  switch (key) {
    case "cron": {
      const { expression } = yield* refuse(key, parseCron(text))
      return { key, kind: "cron", expression, everyMs: null, anchor: now, timeZone: zone } as const
    }
    case "every": {
      const everyMs = yield* refuse(key, parseInterval(text))
      return { key, kind: "interval", expression: text.trim(), everyMs, anchor: now, timeZone: zone } as const
    }
    case "at": {
      const at = yield* refuse(key, parseInstant(text, { timeZone: zone, now }))
      return { key, kind: "date", expression: at.toISOString(), everyMs: null, anchor: at, timeZone: zone } as const
    }
  }
})

/** A name is printed in lists, typed by people, and kept in a column of this length. */
const NAME_LENGTH_MAX = 200

const checkText = Effect.fnUntraced(function* (field: string, text: string) {
  const reason =
    text.trim() !== text || text === ""
      ? "begins or ends with a blank, or is empty"
      : text.length > NAME_LENGTH_MAX
        ? `has ${text.length} characters: the most is ${NAME_LENGTH_MAX}`
        : /\p{Cc}/u.test(text) || !text.isWellFormed()
          ? "has control characters, or is no text"
          : undefined
  if (reason !== undefined) return yield* new InvalidInput({ field, reason })
})

/** By whose clocks an expression is read that names none: those of the host that keeps the schedule, as cron does. */
export const systemTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone
