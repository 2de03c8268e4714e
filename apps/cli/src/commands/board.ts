import { shellQuoted } from "@genie/operation"
import { commands } from "@genie/operation/commands"
import { Boards, BoardsGroup } from "@genie/tasks/contract"
import { Effect } from "effect"
import * as Command from "effect/cli/Command"
import { servicesLayer } from "../owner/servicesLayer.ts"
import { repositoryHere } from "../repository/repositoryHere.ts"
import { boardColumnsView, boardListView, templateListView } from "../views/boardListViews.ts"
import { boardView } from "../views/boardView.ts"
import { boardsHere, HERE } from "./boardsHere.ts"
import { everywhere } from "./projectHere.ts"
import { typed } from "./typed.ts"

/** `genie board …` */
export const board = commands(
  "board",
  BoardsGroup,
  Boards,
  {
    list: boardListView,
    show: boardView,
    templates: templateListView,
    create: boardColumnsView,
    changeColumn: boardColumnsView,
    saveTemplate: ({ name }) =>
      `Kept as the template "${name}": genie board create NAME --template ${shellQuoted(name)}`
  },
  {
    description: "Show boards, make them, and change their columns and gates",
    rename: { changeColumn: "set", saveTemplate: "save" },
    aliases: { list: "ls" },
    typed,
    filled: {
      show: { project: "argument" },
      create: { project: "flag" },
      changeColumn: { project: "flag", board: "flag" },
      saveTemplate: { project: "flag", board: "flag" }
    },
    flags: { list: everywhere },
    prepare: {
      list: (input, flags) =>
        Effect.succeed(
          input.project !== undefined || flags.everywhere === true || repositoryHere() === undefined
            ? input
            : { ...input, project: HERE }
        ),
      show: (input) => Effect.succeed({ ...input, project: input.project ?? HERE, cards: input.cards ?? CARDS_SHOWN }),
      create: (input) => Effect.succeed({ ...input, project: input.project ?? HERE }),
      changeColumn: (input) => Effect.succeed({ ...input, project: input.project ?? HERE, board: input.board ?? HERE }),
      saveTemplate: (input) => Effect.succeed({ ...input, project: input.project ?? HERE, board: input.board ?? HERE })
    }
  }
).pipe(Command.provide(boardsHere), Command.provide(servicesLayer))

/** A screen that has to be scrolled is no overview. */
const CARDS_SHOWN = 12
