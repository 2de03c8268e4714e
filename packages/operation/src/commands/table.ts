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
      /** Never cut: a key or an id that is not whole names nothing. */
      readonly isWhole?: boolean
      /** The narrowest that still says something. A column without it is left out where there is no room for it. */
      readonly widthMin?: number
    }

/** The columns in their order, each under its name. */
export type Columns<Row> = { readonly [name: string]: Column<Row> }

/**
 * Rows as aligned columns under a dim header. On a screen too narrow the widest columns are cut with "…", and the last
 * ones are left out where even that is too much; nothing is cut when the output is not a terminal.
 */
export const table = <Row>(rows: ReadonlyArray<Row>, columns: Columns<Row>, screen: Screen): string => {
  const all = Object.entries(columns).map(([name, column]) => {
    const {
      align = "left",
      isWhole = false,
      paint,
      value,
      widthMin
    } = typeof column === "function" ? { value: column } : column
    const cells = [name.toUpperCase(), ...rows.map((row) => printableLine(value(row)))]
    const width = widthOf(cells)
    const least = isWhole ? width : Math.min(width, widthMin ?? WIDTH_MIN)
    const isNeeded = isWhole || widthMin !== undefined
    return { align, cells, paints: [undefined, ...rows.map((row) => paint?.(row))], width, least, isWhole, isNeeded }
  })
  const shown = withRoom(all, screen.width)
  const widths = fitted(shown, screen.width)

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
const WIDTH_MIN = 4

interface Fitting {
  readonly width: number
  readonly least: number
  readonly isWhole: boolean
  readonly isNeeded: boolean
}

const sum = (widths: ReadonlyArray<number>) =>
  widths.reduce((all, width) => all + width, gap.length * (widths.length - 1))

/** Without the last columns for which there is no room, even when every other is as narrow as it may be. */
const withRoom = <C extends Fitting>(columns: ReadonlyArray<C>, screenWidth: number): ReadonlyArray<C> => {
  if (sum(columns.map(({ least }) => least)) <= screenWidth) return columns
  const last = columns.findLastIndex(({ isNeeded }) => !isNeeded)
  if (last >= 0) return withRoom(columns.toSpliced(last, 1), screenWidth)
  // Only what is needed is left: it is cut further, and what is whole stays whole.
  return columns.map((column) => ({
    ...column,
    least: column.isWhole ? column.width : Math.min(column.width, WIDTH_MIN)
  }))
}

/** Takes from the widest column first, so that short columns stay whole. */
const fitted = (columns: ReadonlyArray<Fitting>, screenWidth: number): ReadonlyArray<number> => {
  const result = columns.map(({ width }) => width)
  let excess = sum(result) - screenWidth
  while (excess > 0 && Number.isFinite(excess)) {
    const spare = result.map((width, index) => (width > columns[index]!.least ? width : 0))
    const width = Math.max(...spare)
    if (width === 0) break
    const widest = spare.indexOf(width)
    const next = Math.max(columns[widest]!.least, ...result.filter((other) => other < width))
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
