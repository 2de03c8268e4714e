import { displayWidth } from "effect/cli/CliOutput"

/** A text on lines that fit, broken between words. Lines that were there stay; nothing is broken where nobody watches. */
export const wrapped = (text: string, width: number): ReadonlyArray<string> =>
  Number.isFinite(width)
    ? text.split("\n").flatMap((line) => broken(line, Math.max(width, WIDTH_MIN)))
    : text.split("\n")

/** Narrower than this, nothing could be read. */
const WIDTH_MIN = 10

const broken = (line: string, width: number): ReadonlyArray<string> => {
  if (displayWidth(line) <= width) return [line]
  const lines: Array<string> = []
  let current = ""
  for (const word of line.split(" ")) {
    const longer = current === "" ? word : `${current} ${word}`
    if (current !== "" && displayWidth(longer) > width) {
      lines.push(current)
      current = word
    } else {
      current = longer
    }
  }
  return [...lines, current]
}
