import { Projects } from "@genie/identity/contract"
import { Tasks } from "@genie/tasks/contract"
import { Console, Effect, Layer } from "effect"
import { refuseRecognized } from "../repository/refuseRecognized.ts"
import { repositoryAt } from "../repository/repositoryAt.ts"
import { repositoryHere } from "../repository/repositoryHere.ts"

/**
 * Tasks for people in a repository that has no project yet: there are none, which is an answer and no mistake. A
 * repository or a project that was named is one, and so is a repository that looks like that of a project.
 */
export const emptyWithoutProject = Layer.effect(
  Tasks,
  Effect.gen(function* () {
    const projects = yield* Projects
    const tasks = yield* Tasks
    const here = repositoryHere()
    const or =
      <Input extends { readonly repoPath?: string }, A, E extends { readonly _tag: string }, R, Empty>(
        ask: (input: Input) => Effect.Effect<A, E, R>,
        empty: Empty
      ) =>
      (input: Input) =>
        Effect.catchIf(
          ask(input),
          (error) => error._tag === "ProjectNotFound" && input.repoPath !== undefined,
          Effect.fnUntraced(function* (error) {
            const repository = repositoryAt(input.repoPath!)
            if (repository !== undefined) yield* refuseRecognized(projects, repository)
            if (input.repoPath !== here) return yield* Effect.fail(error)
            yield* Console.error(hint)
            return empty
          })
        )
    const none = { items: [], next: null }
    return Tasks.of({
      ...tasks,
      list: or(tasks.list, none),
      count: or(tasks.count, { count: 0 }),
      tags: or(tasks.tags, []),
      ready: or(tasks.ready, none),
      explain: or(tasks.explain, none),
      claim: or(tasks.claim, { checkout: null })
    } as typeof tasks)
  })
)

const hint =
  'This repository has no project yet. It gets one with its first task: genie task create "What is to be done"'
