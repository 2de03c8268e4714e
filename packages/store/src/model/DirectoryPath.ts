import { Schema } from "effect"
import { PATH_BYTES_MAX } from "./lengths.ts"
import { problemFilter } from "./problemFilter.ts"
import { textProblem } from "./textProblem.ts"

/** The path of a directory, as an input. Line breaks are allowed: file systems have them. */
export const DirectoryPath = Schema.String.check(
  Schema.isNonEmpty({ message: "is empty" }),
  Schema.isMaxLength(PATH_BYTES_MAX, { message: tooLong() }),
  problemFilter((path: string) =>
    new TextEncoder().encode(path).length > PATH_BYTES_MAX ? tooLong() : textProblem(path)
  )
)

function tooLong() {
  return `has more than ${PATH_BYTES_MAX.toLocaleString("en-US")} bytes`
}
