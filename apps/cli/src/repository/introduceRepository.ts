import { Projects } from "@genie/identity/contract"
import { Tasks } from "@genie/tasks/contract"
import { Effect, Layer } from "effect"
import { refuseRecognized } from "./refuseRecognized.ts"
import { repositoryAt } from "./repositoryAt.ts"
import { traitsOf } from "./traitsOf.ts"

/**
 * Tasks for people in a repository: the first one says what the repository is recognized by. Git is asked only where
 * the project is new, or nothing is known of its repository yet.
 */
export const introduceRepository = Layer.effect(
  Tasks,
  Effect.gen(function* () {
    const projects = yield* Projects
    const tasks = yield* Tasks
    return Tasks.of({
      ...tasks,
      create: Effect.fnUntraced(function* (input) {
        const { project, repoPath } = input
        const repository = project !== undefined || repoPath === undefined ? undefined : repositoryAt(repoPath)
        if (repository === undefined) return yield* tasks.create(input)
        const [known] = (yield* projects.list({ repoPath: repository.path, limit: 1 })).items
        if (known === undefined) {
          const { sure, traits } = yield* refuseRecognized(projects, repository)
          const task = yield* tasks.create({ ...input, ...sure })
          // What others may share makes nobody refuse this repository, and is remembered all the same. The task is made:
          // what cannot be remembered now is with the next one.
          if (sure !== traits)
            yield* Effect.ignore(projects.set({ project: task.project, repoPath: repository.path, ...traits }))
          return task
        }
        if (known.origin !== null || known.firstCommit !== null) return yield* tasks.create(input)
        return yield* tasks.create({ ...input, ...traitsOf(repository).traits })
      })
    })
  })
)
