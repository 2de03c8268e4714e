import { Tasks } from "@genie/tasks/contract"
import { Console, Effect, Layer } from "effect"
import { repositoryHere } from "./repositoryHere.ts"

/**
 * Tasks for people in a repository that has no project yet: there are none, which is an answer and no mistake. A
 * repository or a project that was named is one.
 */
export const emptyWithoutProject = Layer.effect(
  Tasks,
  Effect.map(Tasks, (tasks) => {
    const here = repositoryHere()
    const or =
      <Input extends { readonly repoPath?: string }, A, E extends { readonly _tag: string }, R, Empty>(
        ask: (input: Input) => Effect.Effect<A, E, R>,
        empty: Empty
      ) =>
      (input: Input) =>
        Effect.catchIf(
          ask(input),
          (error) => error._tag === "ProjectNotFound" && input.repoPath !== undefined && input.repoPath === here,
          () => Effect.as(Console.error(hint), empty)
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
