import { paint, type Screen, table } from "@genie/operation/commands"
import type { Board, BoardTemplate, Column } from "@genie/store/model"
import { next } from "./next.ts"
import { wrapped } from "./wrapped.ts"

/** Boards and the way through them. */
export const boardListView = (boards: ReadonlyArray<Board>, screen: Screen): string =>
  boards.length === 0
    ? "There is no board yet: a project comes with one. genie project create NAME"
    : table(
        boards,
        {
          project: { value: ({ project }) => project, isWhole: true },
          board: ({ name }) => name,
          template: ({ template }) => template,
          columns: ({ columns }) => columns.map(({ name }) => name).join(" → ")
        },
        screen
      )

/** The columns of a board, one per line: what lets a task out of each, and what happens in it. */
export const boardColumnsView = (board: Board, screen: Screen): string =>
  `${paint(`${board.project} ${board.name}`, "bold", screen)}\n\n${table(
    board.columns,
    {
      column: ({ name }) => name,
      category: ({ category }) => category,
      gate: ({ gate, isFourEyes }) => `${gate ?? "-"}${isFourEyes ? ", four eyes" : ""}`,
      runs: ({ action }) => action ?? "-",
      "moves on": ({ autoAdvance }) => (autoAdvance ? "by itself" : "-"),
      "at once": { value: ({ wipLimit }) => (wipLimit === null ? "-" : String(wipLimit)), align: "right" },
      "on fail": ({ onFail }) => onFail ?? "-"
    },
    screen
  )}\n${next(`genie board show ${board.project}`, screen)}`

/** Boards to copy, and the way through each. */
export const templateListView = (templates: ReadonlyArray<BoardTemplate>, screen: Screen): string =>
  templates
    .map(({ columns, description, isBuiltin, name }) => {
      const own = isBuiltin ? "" : paint(" (your own)", "dim", screen)
      const way = columns.map((column) => `${column.name}${gateOf(column)}`).join(" → ")
      const about = [description, way].flatMap((text) => wrapped(text, screen.width - 2))
      return [`${paint(name, "bold", screen)}${own}`, ...about].join("\n  ")
    })
    .join("\n\n")

const gateOf = ({ gate }: { readonly gate?: Column["gate"] }) => (gate ? ` [${gate}]` : "")
