import { toParameter } from "../values/toParameter.ts"
import { PgliteError } from "./errors.ts"
import { PARAMETERS_BYTES_MAX, PARAMETERS_MAX } from "./PgliteOptions.ts"

/** Parameters as the engine reads them: text, whatever the type of the column. */
export const parametersOf = (values: ReadonlyArray<unknown>): ReadonlyArray<string | null> => {
  if (values.length > PARAMETERS_MAX)
    throw new PgliteError(
      "54000",
      `A statement may have ${PARAMETERS_MAX} parameters, and this has ${values.length}: use an array.`
    )
  const parameters = values.map(written)
  // A character is a byte at least: what is too long by this count is too long by any.
  const length = parameters.reduce((sum, parameter) => sum + (parameter?.length ?? 0), 0)
  if (length <= PARAMETERS_BYTES_MAX) return parameters
  throw new PgliteError(
    "54000",
    `The parameters of one statement may be ${megabytes(PARAMETERS_BYTES_MAX)} MB together, and these are ${megabytes(length)} MB.`
  )
}

const written = (value: unknown): string | null => {
  try {
    return toParameter(value)
  } catch (error) {
    // JavaScript's own stack is full before the text is there.
    if (error instanceof RangeError) throw new PgliteError("22023", "A parameter is nested too deeply.")
    throw error
  }
}

const megabytes = (bytes: number): number => Math.ceil(bytes / 1024 / 1024)
