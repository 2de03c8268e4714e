import { displayWidth } from "effect/cli/CliOutput"
import { type Paint, paint } from "./paint.ts"
import { printableLine } from "./printable.ts"
import type { Screen } from "./Screen.ts"

/** How one column is read off a row. */
export type Column<Row> =
  | ((row: Row) => string)
  | {
      readonly value: (row: Row) => string
      readonly align?: "left" | "right"
      /** How the cell stands out, if it does. */
      readonly paint?: (row: Row) => Paint | undefined
    }

/** The columns in their order, each under its name. */
export type Columns<Row> = { readonly [name: string]: Column<Row> }

/**
 * Rows as aligned columns under a dim header. On a screen too narrow the widest columns are cut with "…";
 * nothing is cut when the output is not a terminal.
 */
export const table = <Row>(rows: ReadonlyArray<Row>, columns: Columns<Row>, screen: Screen): string => {
  const shown = Object.entries(columns).map(([name, column]) => {
    const { value, align, paint } =
      typeof column === "function"
        ? { value: column, align: "left", paint: undefined }
        : { align: "left", paint: undefined, ...column }
    const cells = [name.toUpperCase(), ...rows.map((row) => printableLine(value(row)))]
    return { align, cells, paints: [undefined, ...rows.map((row) => paint?.(row))], width: widthOf(cells) }
  })
  const widths = fitted(
    shown.map(({ width }) => width),
    screen.width
  )

  const lines = Array.from({ length: rows.length + 1 }, (_, line) =>
    shown
      .map(({ align, cells, paints }, index) => {
        const cell = truncated(cells[line] ?? "", widths[index] ?? 0)
        const padding = " ".repeat(Math.max(0, (widths[index] ?? 0) - displayWidth(cell)))
        const shown = paint(cell, paints[line], screen)
        return align === "right" ? padding + shown : shown + padding
      })
      .join(gap)
      .trimEnd()
  )
  const [header = "", ...body] = lines
  return [paint(header, "dim", screen), ...body].join("\n")
}

const widthOf = (cells: ReadonlyArray<string>) => cells.reduce((width, cell) => Math.max(width, displayWidth(cell)), 0)

const gap = "  "

/** A column is not cut below this: a name of three letters and "…" still tells rows apart. */
const widthMin = 4

/** Takes from the widest column first, so that short columns stay whole. */
const fitted = (widths: ReadonlyArray<number>, screenWidth: number): ReadonlyArray<number> => {
  const result = [...widths]
  let excess = result.reduce((sum, width) => sum + width, gap.length * (result.length - 1)) - screenWidth
  while (excess > 0 && Number.isFinite(excess)) {
    const widest = result.indexOf(Math.max(...result))
    const width = result[widest] ?? 0
    if (width <= widthMin) break
    const next = Math.max(widthMin, ...result.filter((other) => other < width))
    const taken = Math.min(excess, Math.max(1, width - next))
    result[widest] = width - taken
    excess -= taken
  }
  return result
}

/** As much of a text as fits. */
export const truncated = (text: string, width: number): string => {
  if (displayWidth(text) <= width) return text
  let cut = ""
  for (const { segment } of graphemes().segment(text)) {
    if (displayWidth(cut + segment) > width - 1) break
    cut += segment
  }
  return `${cut}…`
}

/** Made when a cell is too wide: the first one of a process takes 9 ms. */
const graphemes = () => (segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" }))

let segmenter: Intl.Segmenter | undefined
