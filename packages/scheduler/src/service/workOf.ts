import { InvalidInput } from "@genie/operation"
import type { Priority } from "@genie/store/model"
import { Effect } from "effect"
import { parseDuration } from "../cadence/parseDuration.ts"
import { jsonProblem } from "./jsonProblem.ts"
import { refuse } from "./refuse.ts"
import { textProblem } from "./textProblem.ts"

/** What is to be done, as a caller says it: the fields that a schedule and a single run share. */
export interface WorkInput {
  readonly run?: string
  readonly payload?: unknown
  readonly priority?: Priority
  readonly directory?: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly timeout?: string
  readonly attempts?: number
}

/** What is to be done, as it is kept. */
export interface Work {
  readonly command: string | null
  readonly payload: unknown
  readonly priority: Priority
  readonly directory: string | null
  readonly environment: Readonly<Record<string, string>>
  readonly stdin: string | null
  readonly timeoutMs: number | null
  readonly attemptsMax: number
}

/** Reads the work off an input, and refuses what no process could be given. */
export const workOf = Effect.fnUntraced(function* (input: WorkInput): Effect.fn.Return<Work, InvalidInput> {
  for (const [field, text] of Object.entries({ run: input.run, directory: input.directory, stdin: input.stdin })) {
    const reason = text === undefined ? undefined : textProblem(text)
    if (reason !== undefined) return yield* new InvalidInput({ field, reason })
  }
  for (const [name, value] of Object.entries(input.env ?? {})) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      return yield* new InvalidInput({ field: "env", reason: `"${name}" is not a name a variable can have` })
    const reason = textProblem(value)
    if (reason !== undefined) return yield* new InvalidInput({ field: `env.${name}`, reason })
  }
  const payloadProblem = jsonProblem(input.payload)
  if (payloadProblem !== undefined) return yield* new InvalidInput({ field: "payload", reason: payloadProblem })
  const timeoutMs = input.timeout === undefined ? null : yield* refuse("timeout", parseDuration(input.timeout))
  if (timeoutMs === 0) return yield* new InvalidInput({ field: "timeout", reason: "must be longer than 0" })

  return {
    command: input.run ?? null,
    payload: input.payload ?? nothing,
    priority: input.priority ?? "normal",
    directory: input.directory ?? null,
    environment: input.env ?? nothing,
    stdin: input.stdin ?? null,
    timeoutMs,
    attemptsMax: input.attempts ?? 1
  }
})

/** One object for all: what many runs share is written once. */
const nothing = {}
