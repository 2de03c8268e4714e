/**
 * The error of a statement, with what is wrong in words of JavaScript where an array was given to a column of JSON: it is
 * written as an SQL array, which no JSON looks like.
 */
export const explained = (error: unknown, values: ReadonlyArray<unknown>): unknown => {
  const at = values.findIndex((value) => Array.isArray(value))
  if (at < 0 || !isNoJson(error)) return error
  error.message += `. Parameter ${at + 1} is an array, which is written as an SQL array: give a column of JSON JSON.stringify(…).`
  return error
}

const isNoJson = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error &&
  "code" in error &&
  error.code === "22P02" &&
  error.message.startsWith("invalid input syntax for type json")
