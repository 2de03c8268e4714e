import { InvalidInput } from "@genie/operation"
import { jsonProblem, type Leftovers, type Priority, textProblem } from "@genie/store/model"
import { Effect } from "effect"
import * as Result from "effect/Result"
import { parseDuration } from "../cadence/parseDuration.ts"
import { environmentProblem } from "../process/scrubEnvironment.ts"

/** What is to be done, as a caller says it: the fields that a schedule and a single run share. */
export interface WorkInput {
  readonly run?: string
  readonly payload?: unknown
  readonly priority?: Priority
  readonly directory?: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly leftovers?: typeof Leftovers.Type
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
  readonly leftovers: typeof Leftovers.Type
  readonly timeoutMs: number | null
  readonly attemptsMax: number
}

/** Reads the work off an input, and refuses what no process could be given. */
export const workOf = (input: WorkInput): Effect.Effect<Work, InvalidInput> =>
  Effect.suspend(() => {
    const work = readWork(input)
    return work instanceof InvalidInput ? Effect.fail(work) : Effect.succeed(work)
  })

/** The same as a plain function, for whoever reads thousands. */
export const readWork = (input: WorkInput): Work | InvalidInput => {
  for (const field of ["run", "directory", "stdin"] as const) {
    const reason = input[field] === undefined ? undefined : textProblem(input[field])
    if (reason !== undefined) return new InvalidInput({ field, reason })
  }
  const variableProblem = environmentProblem(input.env)
  if (variableProblem !== undefined) return new InvalidInput({ field: "env", reason: variableProblem })
  for (const [name, value] of Object.entries(input.env ?? noVariables)) {
    const reason = textProblem(value)
    if (reason !== undefined) return new InvalidInput({ field: `env.${name}`, reason })
  }
  const payloadProblem = input.payload === undefined ? undefined : jsonProblem(input.payload)
  if (payloadProblem !== undefined) return new InvalidInput({ field: "payload", reason: payloadProblem })

  const timeout = input.timeout === undefined ? undefined : parseDuration(input.timeout)
  if (timeout !== undefined && Result.isFailure(timeout))
    return new InvalidInput({ field: "timeout", reason: timeout.failure.message })
  if (timeout?.success === 0) return new InvalidInput({ field: "timeout", reason: "must be longer than 0" })

  return {
    command: input.run ?? null,
    payload: input.payload ?? nothing,
    priority: input.priority ?? "normal",
    directory: input.directory ?? null,
    environment: input.env ?? nothing,
    stdin: input.stdin ?? null,
    leftovers: input.leftovers ?? "end",
    timeoutMs: timeout?.success ?? null,
    attemptsMax: input.attempts ?? 1
  }
}

/** One object for all: what many runs share is written once. */
const nothing = {}

const noVariables: Readonly<Record<string, string>> = nothing
