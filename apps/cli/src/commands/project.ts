import { Projects, ProjectsGroup } from "@genie/identity/contract"
import { InvalidInput } from "@genie/operation"
import { commands } from "@genie/operation/commands"
import { Effect } from "effect"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { servicesLayer } from "../owner/servicesLayer.ts"
import { repositoryAt } from "../repository/repositoryAt.ts"
import { repositoryHere } from "../repository/repositoryHere.ts"
import { repositoryNamed, repositoryToKeep } from "../repository/repositoryNamed.ts"
import { traitsOf } from "../repository/traitsOf.ts"
import { projectCreatedView, projectListView, projectSetView, projectView } from "../views/projectViews.ts"
import { boardsHere, HERE } from "./boardsHere.ts"
import { typed } from "./typed.ts"

/** Fields without a flag: the command line reads them off the repository. */
const unwritten = { origin: "unwritten", firstCommit: "unwritten" } as const

/** `genie project …` */
export const project = commands(
  "project",
  ProjectsGroup,
  Projects,
  { create: projectCreatedView, list: projectListView, show: projectView, set: projectSetView },
  {
    description: "Create projects, look at them, and say where their repositories are",
    // Other commands ask it, and show its answer in their refusals.
    omit: ["recognize"],
    aliases: { list: "ls" },
    typed,
    filled: {
      create: unwritten,
      show: { project: "argument" },
      set: { ...unwritten, repoPath: "flag" }
    },
    flags: {
      create: {
        virtual: Flag.Boolean("virtual").pipe(
          Flag.withDescription("Without a repository, also inside one"),
          Flag.withDefault(false),
          Flag.withoutNegation
        )
      },
      set: {
        virtual: Flag.Boolean("virtual").pipe(
          Flag.withDescription("Without a repository from now on"),
          Flag.withDefault(false),
          Flag.withoutNegation
        )
      }
    },
    prepare: {
      // Who makes a project in a repository wants its tasks to be there when they type them there.
      create: (input, flags) =>
        Effect.gen(function* () {
          if (flags.virtual === true) return input
          const repoPath = input.repoPath === undefined ? repositoryHere() : yield* repositoryToKeep(input.repoPath)
          return repoPath === undefined ? input : { ...input, ...kept(repoPath) }
        }),
      list: (input) =>
        Effect.succeed(input.repoPath === undefined ? input : { ...input, repoPath: repositoryNamed(input.repoPath) }),
      set: (input, flags) =>
        Effect.gen(function* () {
          const { repoPath } = input
          if (repoPath === null || (flags.virtual === true && repoPath === undefined))
            return { ...input, repoPath: null }
          if (flags.virtual === true || typeof repoPath !== "string") {
            return yield* new InvalidInput({
              field: "repoPath",
              reason: "Where is its repository? --repo-path DIRECTORY, or --virtual when it has none"
            })
          }
          return { ...input, ...kept(yield* repositoryToKeep(repoPath)) }
        }),
      show: (input) => Effect.succeed({ ...input, project: input.project ?? HERE })
    }
  }
).pipe(Command.provide(boardsHere), Command.provide(servicesLayer))

/** A repository that is kept, and what it is recognized by where it lies elsewhere. */
const kept = (repoPath: string) => {
  const repository = repositoryAt(repoPath)
  return { repoPath, ...(repository !== undefined && traitsOf(repository).traits) }
}
