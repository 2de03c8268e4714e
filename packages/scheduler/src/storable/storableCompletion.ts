// What a worker says of a run's end, as it can be sent and stored. Used before it is sent, where the value still is what
// the work returned, and by the service, which trusts no worker.
import { Count, ExitCode } from "@genie/store/model"
import { Schema } from "effect"
import { FAILURE_MESSAGE_MAX, FAILURE_WORD_MAX, OUTPUT_TAIL_BYTES_MAX } from "../contract/completionLimits.ts"
import type { Completion } from "../contract/WorkersGroup.ts"
import { storableJson } from "./storableJson.ts"
import { storableText } from "./storableText.ts"
import { textEnd } from "./textEnd.ts"
import { textStart } from "./textStart.ts"
import { unstorableEnd } from "./unstorableEnd.ts"

/** A completion that can be stored, and what of it could not be. */
export interface StorableCompletion {
  readonly completion: Completion
  readonly problem?: string
}

/**
 * Texts are repaired and cut, a number that no column takes is left out. A result that cannot be stored fails its run:
 * a run that did not succeed anyway keeps its outcome, and loses the result.
 */
export const storableCompletion = (said: Completion): StorableCompletion => {
  const { fence, outcome, result, run } = said
  const json = result === undefined ? { value: undefined } : storableJson(result)
  const completion = {
    run,
    fence,
    outcome,
    ...present({
      startedAt: instant(said.startedAt),
      durationMs: whole(said.durationMs, isCount),
      exitCode: whole(said.exitCode, isExitCode),
      signal: word(said.signal),
      failureKind: word(said.failureKind),
      failureMessage: text(said.failureMessage, FAILURE_MESSAGE_MAX),
      result: "value" in json ? json.value : undefined,
      outputTail: said.outputTail === undefined ? undefined : tail(storableText(said.outputTail)),
      outputBytes: whole(said.outputBytes, isCount)
    })
  }
  if ("value" in json) return { completion }
  const problem = `The result cannot be stored: ${json.problem}`
  return { completion: unstorableEnd(completion, problem), problem }
}

const word = (said: string | undefined) => text(said, FAILURE_WORD_MAX)

const text = (said: string | undefined, lengthMax: number): string | undefined =>
  said === undefined ? undefined : storableText(textStart(said, lengthMax))

const tailBytes = OUTPUT_TAIL_BYTES_MAX - 1024

const tail = (said: string): string => {
  if (Buffer.byteLength(said) <= OUTPUT_TAIL_BYTES_MAX) return said
  const { droppedBytes, text: end } = textEnd(said, tailBytes)
  return `… ${droppedBytes} bytes before this …\n${end}`
}

/** A duration may come with a fraction; a number that no column takes says nothing. */
const whole = (said: number | undefined, isStorable: (number: number) => boolean): number | undefined => {
  const rounded = said === undefined ? undefined : Math.round(said)
  return rounded !== undefined && isStorable(rounded) ? rounded : undefined
}

const isCount = Schema.is(Count)
const isExitCode = Schema.is(ExitCode)

/** Within the years that JavaScript and PostgreSQL write alike. */
const instant = (said: Date | undefined): Date | undefined =>
  said !== undefined && said.getTime() >= firstInstant && said.getTime() <= lastInstant ? said : undefined

const firstInstant = Date.UTC(1000, 0)
const lastInstant = Date.UTC(9999, 11, 31)

type Present<Fields> = { readonly [Name in keyof Fields]?: Exclude<Fields[Name], undefined> }

const present = <Fields extends object>(fields: Fields): Present<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<Fields>
