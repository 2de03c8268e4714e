import { displayWidth } from "effect/cli/CliOutput"

/**
 * A text on lines that fit, broken between words. Lines that were there stay with their indentation, code between fences
 * stays as it is, and nothing is broken where nobody watches.
 */
export const wrapped = (text: string, width: number): ReadonlyArray<string> => {
  if (!Number.isFinite(width)) return text.split("\n")
  const room = Math.max(width, WIDTH_MIN)
  let fence: string | undefined
  return text.split("\n").flatMap((line) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence === undefined && mark !== undefined) fence = mark
    else if (fence !== undefined && mark?.startsWith(fence)) fence = undefined
    return fence !== undefined || mark !== undefined || isCode(line) ? [line] : broken(line, room)
  })
}

/** Narrower than this, nothing could be read. */
const WIDTH_MIN = 10

/** Four spaces make code in Markdown, unless they belong to a list. */
const isCode = (line: string): boolean => /^(?: {4}|\t)\s*(?![-*+\s]|\d+[.)])\S/.test(line)

const broken = (line: string, width: number): ReadonlyArray<string> => {
  if (displayWidth(line) <= width) return [line]
  // What follows stands under what it belongs to: the text of a list's item, not its bullet.
  const [before = ""] = /^\s*(?:[-*+] (?:\[[ xX]\] )?|\d+[.)] )?/.exec(line) ?? []
  const indent = before.length < width / 2 ? " ".repeat(displayWidth(before)) : ""
  const lines: Array<string> = []
  let current = ""
  for (const word of line.slice(before.length).split(" ")) {
    const longer = current === "" ? word : `${current} ${word}`
    if (current !== "" && displayWidth(indent + longer) > width) {
      lines.push(current)
      current = word
    } else {
      current = longer
    }
  }
  return [...lines, current].map((rest, index) => (index === 0 ? before : indent) + rest)
}
