import * as Result from "effect/Result"
import type { Cadence, Overlap } from "./Cadence.ts"
import { parseCron } from "./parseCron.ts"
import { parseInstant } from "./parseInstant.ts"
import { parseInterval } from "./parseInterval.ts"
import { type Refusal, refusal } from "./Refusal.ts"
import { timeZone } from "./timeZone.ts"

/** When a schedule shall fire, as somebody wrote it: exactly one of `cron`, `every` and `at`. */
export interface CadenceInput {
  readonly cron?: string | undefined
  readonly every?: string | undefined
  readonly at?: string | undefined
  /** By whose clocks `cron` and `at` are read. */
  readonly timeZone: string
  /** `cron` unless said otherwise. */
  readonly overlap?: Overlap | undefined
  /** Where an interval begins to count, and what `in 10m` is counted from. */
  readonly now: Date
}

/** Makes a cadence, checked once and for all, or says what is wrong with it. */
export const parseCadence = (input: CadenceInput): Result.Result<Cadence, Refusal> =>
  Result.gen(function* () {
    const { cron, every, at, overlap = "cron", now } = input
    const given = [cron, every, at].filter((text) => text !== undefined)
    if (given.length !== 1) {
      const reason = given.length === 0 ? "a schedule needs a time" : "a schedule has one kind of time"
      return yield* Result.fail(refusal(`${reason}: a cron expression, an interval or a date`))
    }
    const zone = yield* timeZone(input.timeZone)
    if (cron !== undefined) {
      const { expression } = yield* parseCron(cron)
      return { kind: "cron", expression, timeZone: zone, overlap } as const
    }
    if (every !== undefined) return { kind: "interval", everyMs: yield* parseInterval(every), anchor: now } as const
    return { kind: "date", at: yield* parseInstant(at ?? "", { timeZone: zone, now }) } as const
  })
