import { type Paint, paint, printableLine, type Screen, truncated } from "@genie/operation/commands"
import type { Column, Task } from "@genie/store/model"
import type { BoardView } from "@genie/tasks/contract"
import { COUNT_MAX } from "@genie/tasks/contract"
import { displayWidth } from "effect/cli/CliOutput"
import { isOverdue } from "./isOverdue.ts"
import { priorityPaint, statusPaint, statusWord } from "./taskStatus.ts"
import { wrapped } from "./wrapped.ts"

/** A board: its columns side by side, as many as the screen has room for, or one under another where nobody watches. */
export const boardView = ({ board, columns }: BoardView, screen: Screen): string => {
  const title = `${paint(`${board.project} ${board.name}`, "bold", screen)}  ${paint(summary(columns), "dim", screen)}`
  return `${title}\n\n${Number.isFinite(screen.width) ? sideBySide(columns, screen) : stacked(columns, screen)}`
}

type ColumnView = BoardView["columns"][number]

/** A piece of a line, and how it stands out. */
type Span = readonly [text: string, color?: Paint]

type Line = ReadonlyArray<Span>

/** A card in less has no room for its title. */
const COLUMN_WIDTH_MIN = 18

const COLUMN_WIDTH_MAX = 36

const gap = "  "

const summary = (columns: ReadonlyArray<ColumnView>): string => {
  const open = columns.filter(({ column }) => column.category !== "done" && column.category !== "cancelled")
  const count = open.reduce((sum, column) => sum + column.count, 0)
  const found = open.reduce((sum, column) => sum + column.found, 0)
  const ready = open.flatMap(({ tasks }) => tasks).filter(({ status }) => status === "ready").length
  const isAll = open.every(({ found, tasks }) => found === tasks.length)
  return `${found === count ? "" : `${found} of `}${count} open${isAll ? `, ${ready} ready` : ""}`
}

const sideBySide = (columns: ReadonlyArray<ColumnView>, screen: Screen): string => {
  const perBand = Math.max(1, Math.floor((screen.width + gap.length) / (COLUMN_WIDTH_MIN + gap.length)))
  // Bands of the same length: nine columns in two are five and four, not eight and one.
  const size = Math.ceil(columns.length / Math.ceil(columns.length / perBand))
  const width = Math.min(COLUMN_WIDTH_MAX, Math.floor((screen.width + gap.length) / size) - gap.length)
  const bands = Array.from({ length: Math.ceil(columns.length / size) }, (_, band) =>
    columns.slice(band * size, (band + 1) * size)
  )
  return bands.map((band) => bandOf(band, width, screen)).join("\n\n")
}

const bandOf = (columns: ReadonlyArray<ColumnView>, width: number, screen: Screen): string => {
  const hasDoing = columns.some(({ column }) => doing(column) !== "")
  const cells = columns.map((view) => [
    ...head(view, width, hasDoing),
    ...view.tasks.flatMap((task) => card(task, width, screen)),
    ...rest(view)
  ])
  const height = Math.max(...cells.map(({ length }) => length))
  return Array.from({ length: height }, (_, row) =>
    cells
      .map((lines) => drawn(lines[row] ?? [], width, screen))
      .join(gap)
      .trimEnd()
  )
    .join("\n")
    .trimEnd()
}

/** The name of a column, how much is in it, what lets a task out, and what happens in it. */
const head = (view: ColumnView, width: number, hasDoing: boolean): ReadonlyArray<Line> => [
  [
    [view.column.name, "bold"],
    [` ${counted(view)}`, isFull(view) ? "red" : "dim"]
  ],
  [[gate(view.column), "dim"]],
  ...(hasDoing ? [[[doing(view.column), "dim"]] as Line] : []),
  [["─".repeat(width), "dim"]]
]

const counted = ({ column, count, found }: ColumnView) => {
  const number = column.wipLimit === null ? upTo(count) : `${upTo(count)}/${column.wipLimit}`
  return found === count ? number : `${upTo(found)} of ${number}`
}

const upTo = (count: number) => (count > COUNT_MAX ? `${COUNT_MAX}+` : String(count))

const isFull = ({ column, count }: ColumnView) => column.wipLimit !== null && count >= column.wipLimit

const gate = ({ gate, isFourEyes }: Column): string =>
  gate === null ? "" : `gate ${gate}${isFourEyes ? ", four eyes" : ""}`

const doing = ({ action, autoAdvance }: Column): string =>
  [action === null ? "" : `runs ${action}`, autoAdvance ? "goes on" : ""].filter((rule) => rule !== "").join(", ")

const card = (task: Task, width: number, screen: Screen): ReadonlyArray<Line> => {
  const status: Span = [statusWord(task.status), statusPaint(task.status)]
  const who: Line = whose(task) === "" ? [] : [[whose(task), "dim"]]
  const isOneLine = displayWidth(`${status[0]} ${whose(task)}`) <= width
  return [
    [
      [task.key, "bold"],
      ...(task.priority === "normal" ? [] : [[` ${task.priority}`, priorityPaint(task.priority)] as Span]),
      ...(isOverdue(task, screen) ? [[" overdue", "red"] as Span] : [])
    ],
    ...titleLines(task.title, width).map((line): Line => [[line]]),
    ...(who.length === 0 ? [[status]] : isOneLine ? [[status, [" "] as Span, ...who]] : [[status], who]),
    []
  ]
}

/** Who is at it, or who is to be. */
const whose = ({ assignees, run }: Task) => run?.holder ?? run?.worker ?? assignees.join(", ")

const rest = ({ column, found, tasks }: ColumnView): ReadonlyArray<Line> =>
  found > tasks.length ? [[[`${found > COUNT_MAX ? "many" : found - tasks.length} more in ${column.name}`, "dim"]]] : []

/** A title on as many lines as a card has for it. */
const titleLines = (title: string, width: number): ReadonlyArray<string> => {
  const lines = wrapped(printableLine(title), width)
  const shown = lines.slice(0, TITLE_LINES)
  // What is left belongs to the last line, which says with "…" that there is more.
  return lines.length === shown.length ? shown : [...shown.slice(0, -1), `${lines.slice(TITLE_LINES - 1).join(" ")}`]
}

const TITLE_LINES = 3

/** A line as wide as its column, cut where it is longer. */
const drawn = (line: Line, width: number, screen: Screen): string => {
  let left = width
  let shown = ""
  for (const [text, color] of line) {
    if (left <= 0) break
    const piece = truncated(printableLine(text), left)
    left -= displayWidth(piece)
    shown += paint(piece, color, screen)
  }
  return shown + " ".repeat(Math.max(0, left))
}

/** Whole, for a file or a pipe. */
const stacked = (columns: ReadonlyArray<ColumnView>, screen: Screen): string => {
  const tasks = columns.flatMap(({ tasks }) => tasks)
  const widthOf = (value: (task: Task) => string) => Math.max(0, ...tasks.map((task) => displayWidth(value(task))))
  const key = widthOf(({ key }) => key)
  const status = widthOf(({ status }) => statusWord(status))
  const priority = widthOf(({ priority }) => priority)

  const lineOf = (task: Task): string =>
    [
      "",
      paint(task.key.padEnd(key), "bold", screen),
      paint(statusWord(task.status).padEnd(status), statusPaint(task.status), screen),
      paint(task.priority.padEnd(priority), priorityPaint(task.priority), screen),
      printableLine(task.title),
      ...(isOverdue(task, screen) ? [paint("overdue", "red", screen)] : []),
      ...(whose(task) === "" ? [] : [paint(printableLine(whose(task)), "dim", screen)])
    ].join(gap)

  return columns
    .map((view) => {
      const about = [gate(view.column), doing(view.column)].filter((rule) => rule !== "").join(", ")
      const heading = [
        `${paint(view.column.name, "bold", screen)} ${paint(counted(view), isFull(view) ? "red" : "dim", screen)}`,
        ...(about === "" ? [] : [paint(about, "dim", screen)])
      ].join(gap)
      const more = rest(view).map((line) => `${gap}${line.map(([text]) => text).join("")}`)
      return [heading, ...view.tasks.map(lineOf), ...more].join("\n")
    })
    .join("\n")
}
