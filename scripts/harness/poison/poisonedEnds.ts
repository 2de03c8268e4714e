// Every way a worker that speaks HTTP itself can complete a run with what cannot be stored: the JSON it sends.
import type { Poison } from "./Poison.ts"

/** The end of a run that a program of somebody else sends, as the rest of its JSON object. */
const sent = (name: string, ends: "succeeded" | "failed", fields: string): Poison<string> => ({
  name,
  handed: fields,
  ends
})

const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels)

export const poisonedEnds: ReadonlyArray<Poison<string>> = [
  sent("NUL", "succeeded", '"outcome":"succeeded","result":{"a\\u0000":"\\u0000"}'),
  sent("half a character", "succeeded", '"outcome":"succeeded","result":"\\ud83d","outputTail":"\\udc00"'),
  sent("a number beyond all numbers", "succeeded", '"outcome":"succeeded","result":1e400'),
  sent("a long tail", "succeeded", `"outcome":"succeeded","outputTail":"${"\\u0001".repeat(100_000)}"`),
  sent("seventy levels", "failed", `"outcome":"succeeded","result":${nested(70)}`),
  sent("a hundred thousand levels", "failed", `"outcome":"succeeded","result":${nested(100_000)}`),
  sent("a large result", "failed", `"outcome":"succeeded","result":"${"x".repeat(600_000)}"`),
  sent("a message of NUL", "failed", '"outcome":"failed","failureMessage":"\\u0000","failureKind":"\\u0000"'),
  sent("a message cut in two", "failed", `"outcome":"failed","failureMessage":"${"x".repeat(9_999)}\\ud83d\\ude00"`),
  sent("a message that is an object", "failed", '"outcome":"failed","failureMessage":{}'),
  sent("an outcome that is none", "failed", '"outcome":"splendid"'),
  sent("no outcome", "failed", '"result":1'),
  sent("an exit code too large", "failed", '"outcome":"failed","exitCode":3000000000'),
  sent("an exit code with a fraction", "failed", '"outcome":"failed","exitCode":1.5'),
  sent("a duration that is no number", "failed", '"outcome":"succeeded","durationMs":"NaN"'),
  sent("a count beyond all columns", "failed", '"outcome":"succeeded","outputBytes":1e300'),
  sent("a time that is none", "failed", '"outcome":"succeeded","startedAt":"yesterday"'),
  sent("a field nobody knows", "failed", '"outcome":"succeeded","__proto__":1')
]
