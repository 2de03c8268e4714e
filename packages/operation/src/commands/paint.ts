import { printable } from "./printable.ts"
import type { Screen } from "./Screen.ts"

/** How a word can stand out. Each is told from the others on light and on dark screens, and none carries meaning alone. */
export type Paint = "bold" | "dim" | "red" | "green" | "yellow" | "blue" | "magenta" | "cyan"

/** A text that stands out where the screen has colors. */
export const paint = (text: string, color: Paint | undefined, { canColor }: Pick<Screen, "canColor">): string => {
  const shown = printable(text)
  if (!canColor || color === undefined || shown === "") return shown
  const [open, close] = codes[color]
  return `\u001b[${open}m${shown}\u001b[${close}m`
}

const codes: Record<Paint, readonly [number, number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39]
}
