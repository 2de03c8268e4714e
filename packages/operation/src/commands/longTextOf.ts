import { Effect, Option } from "effect"
import * as Flag from "effect/cli/Flag"
import type { Field } from "../fieldsOf.ts"
import { InvalidInput } from "../refusals.ts"
import { kebabCase } from "./kebabCase.ts"
import { readLongText, STANDARD_INPUT } from "./readLongText.ts"

/** A text that can be long, and the flag that names the file it is in. */
export interface LongText {
  readonly field: Field
  /** Under which the command line collects the name of the file. */
  readonly key: string
  readonly flag: string
  readonly param: Flag.Flag<Option.Option<string>>
}

/** The flag beside the text itself: `--body-file`. */
export const longTextOf = (field: Field): LongText => {
  const name = `${kebabCase(field.name)}-file`
  return {
    field,
    key: `${field.name} file`,
    flag: `--${name}`,
    param: Flag.String(name).pipe(
      Flag.withMetavar("file"),
      Flag.withDescription(`The file in which "${kebabCase(field.name)}" is written`),
      Flag.optional
    )
  }
}

/** Puts the texts that are in files, or come from the standard input, into what was typed. */
export const readLongTexts = (
  texts: ReadonlyArray<LongText>,
  input: Record<string, unknown>,
  typed: object
): Effect.Effect<void, InvalidInput> =>
  Effect.gen(function* () {
    let hasReadInput = false
    for (const { field, flag, key } of texts) {
      const { name } = field
      const collected = Reflect.get(typed, key) as Option.Option<string> | undefined
      const named = collected && Option.getOrUndefined(collected)
      if (named !== undefined && input[name] !== undefined)
        return yield* new InvalidInput({
          field: name,
          reason: `It is written here and in a file. Give one of the two.`
        })
      const file = named ?? (input[name] === STANDARD_INPUT ? STANDARD_INPUT : undefined)
      if (file === undefined) {
        if (input[name] !== undefined || field.isOptional) continue
        return yield* new InvalidInput({ field: name, reason: `It is missing. Write it, or name a file: ${flag} FILE` })
      }
      if (file === STANDARD_INPUT && hasReadInput)
        return yield* new InvalidInput({ field: name, reason: "The standard input is read once." })
      hasReadInput ||= file === STANDARD_INPUT
      input[name] = yield* readLongText(name, file)
    }
  })
