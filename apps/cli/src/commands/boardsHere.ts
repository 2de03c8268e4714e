import { ProjectNotFound, Projects } from "@genie/identity/contract"
import { InvalidInput } from "@genie/operation"
import { Boards } from "@genie/tasks/contract"
import { Effect, Layer } from "effect"
import { refuseRecognized } from "../repository/refuseRecognized.ts"
import { repositoryAt } from "../repository/repositoryAt.ts"
import { repositoryHere } from "../repository/repositoryHere.ts"

/** What stands for the project of the directory one is in, or for its first board. */
export const HERE = "."

/**
 * Boards and projects for people, who leave out which one when they are in its repository. Keys and names are what the
 * operations take, and only Genie knows them.
 */
export const boardsHere = Layer.effectContext(
  Effect.gen(function* () {
    const boards = yield* Boards
    const projects = yield* Projects

    const keyOf = Effect.fnUntraced(function* (project: string) {
      if (project !== HERE) return project
      const repoPath = repositoryHere()
      const { items, next } = yield* projects.list(repoPath === undefined ? { limit: NAMED_MAX } : { repoPath })
      const [first, ...others] = items
      if (first !== undefined && others.length === 0) return first.key
      if (repoPath !== undefined) {
        const repository = repositoryAt(repoPath)
        if (repository !== undefined) yield* refuseRecognized(projects, repository)
        return yield* new ProjectNotFound({ project: repoPath, nearest: null })
      }
      return yield* new InvalidInput({
        reason:
          first === undefined
            ? "There is no project yet. Be in a git repository, or make one: genie project create NAME"
            : `Which project? There are ${items.map(({ key }) => key).join(", ")}${next === null ? "" : ", …"}. Name one, or be in its repository.`
      })
    })

    const nameOf = Effect.fnUntraced(function* (project: string, board: string) {
      if (board !== HERE) return board
      const [first] = yield* boards.list({ project })
      return first?.name ?? board
    })

    const boardOf = Effect.fnUntraced(function* <I extends { readonly project: string; readonly board: string }>(
      input: I
    ) {
      const project = yield* keyOf(input.project)
      return { ...input, project, board: yield* nameOf(project, input.board) }
    })

    const withProject = <I extends { readonly project: string }>(input: I) =>
      Effect.map(keyOf(input.project), (project) => ({ ...input, project }))

    // Commands show any refusal, also one that only a repository can have.
    return Layer.succeed(Boards, {
      ...boards,
      list: (input) =>
        input.project === undefined
          ? boards.list(input)
          : keyOf(input.project).pipe(
              Effect.flatMap((project) => boards.list({ project })),
              Effect.catchTag("ProjectNotFound", (refusal) =>
                input.project === HERE ? Effect.succeed([]) : Effect.fail(refusal)
              )
            ),
      show: (input) => Effect.flatMap(withProject(input), boards.show),
      create: (input) => Effect.flatMap(withProject(input), boards.create),
      changeColumn: (input) => Effect.flatMap(boardOf(input), boards.changeColumn),
      saveTemplate: (input) => Effect.flatMap(boardOf(input), boards.saveTemplate)
    } as typeof boards).pipe(
      Layer.merge(
        Layer.succeed(Projects, {
          ...projects,
          show: (input) => Effect.flatMap(withProject(input), projects.show)
        } as typeof projects)
      ),
      Layer.build
    )
  }).pipe(Effect.flatten)
)

/** How many projects a refusal names. */
const NAMED_MAX = 5
