import { resolve } from "node:path"
import { commands } from "@genie/operation/commands"
import { Projects, ProjectsGroup } from "@genie/tasks/contract"
import { Effect } from "effect"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { servicesLayer } from "../owner/servicesLayer.ts"
import { projectCreatedView, projectListView, projectView } from "../views/projectViews.ts"
import { boardsHere, HERE } from "./boardsHere.ts"
import { repositoryHere } from "./repositoryHere.ts"
import { typed } from "./typed.ts"

/** `genie project …` */
export const project = commands(
  "project",
  ProjectsGroup,
  Projects,
  { create: projectCreatedView, list: projectListView, show: projectView },
  {
    description: "Create projects and look at them",
    aliases: { list: "ls" },
    typed,
    filled: { show: { project: "argument" } },
    flags: {
      create: {
        virtual: Flag.Boolean("virtual").pipe(
          Flag.withDescription("Without a repository, also inside one"),
          Flag.withDefault(false),
          Flag.withoutNegation
        )
      }
    },
    prepare: {
      // Who makes a project in a repository wants its tasks to be there when they type them there.
      create: (input, flags) => {
        const repoPath = input.repoPath === undefined ? repositoryHere() : resolve(input.repoPath)
        return Effect.succeed(flags.virtual === true || repoPath === undefined ? input : { ...input, repoPath })
      },
      list: (input) =>
        Effect.succeed(input.repoPath === undefined ? input : { ...input, repoPath: resolve(input.repoPath) }),
      show: (input) => Effect.succeed({ ...input, project: input.project ?? HERE })
    }
  }
).pipe(Command.provide(boardsHere), Command.provide(servicesLayer))
