import { Actors, ActorsGroup } from "@genie/identity/contract"
import { shellArgument } from "@genie/operation"
import { commands } from "@genie/operation/commands"
import * as Command from "effect/cli/Command"
import { servicesLayer } from "../owner/servicesLayer.ts"
import { actorListView, actorView } from "../views/actorViews.ts"
import { typed } from "./typed.ts"

/** `genie actor …` */
export const actor = commands(
  "actor",
  ActorsGroup,
  Actors,
  {
    create: ({ handle, kind }) =>
      `${handle} can be given tasks (${kind}): genie task assign TASK ${shellArgument(handle)}`,
    list: actorListView,
    show: actorView,
    disable: ({ handle }) =>
      `${handle} may not act any more. To let them again: genie actor enable ${shellArgument(handle)}`,
    enable: ({ handle }) => `${handle} may act again.`
  },
  { description: "Introduce people, agents and programs, and look at them", aliases: { list: "ls" }, typed }
).pipe(Command.provide(servicesLayer))
