import { Actors, Projects } from "@genie/identity/contract"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { expect } from "vitest"
import { Boards } from "../src/contract/Boards.ts"
import { Tasks } from "../src/contract/Tasks.ts"
import { as, tasksLayer } from "./tasksLayer.ts"

onEveryBackend("Names, whatever their case", tasksLayer, (it) => {
  it.effect("two columns of a board cannot share one, when it is made and when a column is renamed", () =>
    Effect.gen(function* () {
      const boards = yield* Boards
      yield* (yield* Projects).create({ name: "Columns", key: "COLS" })
      const change = { project: "COLS", board: "software" }
      const [first, second] = (yield* boards.list({ project: "COLS" }))[0]!.columns

      const renamed = yield* Effect.flip(
        boards.changeColumn({ ...change, column: second!.name, name: first!.name.toUpperCase() })
      )
      const made = yield* Effect.flip(
        boards.create({
          project: "COLS",
          name: "menu",
          columns: [
            { name: "Idée", category: "backlog" },
            { name: "IDÉE", category: "active" }
          ]
        })
      )
      yield* boards.changeColumn({ ...change, column: first!.name, name: first!.name.toUpperCase() })

      expect(renamed).toMatchObject({ _tag: "BoardNameTaken", noun: "column", name: first!.name })
      expect(made).toMatchObject({ _tag: "InvalidInput", field: "columns" })
    })
  )

  it.effect("two boards of a project, and two templates, cannot share one; a board is found by it", () =>
    Effect.gen(function* () {
      const boards = yield* Boards
      yield* (yield* Projects).create({ name: "Boards", key: "BRDS" })
      yield* boards.create({ project: "BRDS", name: "Küche" })

      const refused = yield* Effect.flip(boards.create({ project: "BRDS", name: "KÜCHE" }))
      const { board } = yield* boards.show({ project: "BRDS", board: "küche" })
      const template = yield* Effect.flip(boards.saveTemplate({ project: "BRDS", board: "Küche", name: "Software" }))

      expect(refused).toMatchObject({ _tag: "BoardNameTaken", noun: "board", name: "Küche" })
      expect(board.name).toBe("Küche")
      expect(template).toMatchObject({ _tag: "BoardNameTaken", noun: "template", name: "software" })
    })
  )

  it.effect("a tag has the spelling it has in its project", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      yield* (yield* Projects).create({ name: "Tags", key: "TAGS" })
      const one = yield* tasks.create({ project: "TAGS", title: "one", tags: ["API", "Büro"] })
      const two = yield* tasks.create({ project: "TAGS", title: "two", tags: ["api", "Api", "BÜRO", "new"] })

      const tagged = yield* tasks.tag({ task: one.key, tag: "aPI" })
      const { items } = yield* tasks.list({ project: "TAGS", tag: "api" })
      const untagged = yield* tasks.untag({ task: two.key, tag: "apI" })

      expect(two.tags.toSorted()).toStrictEqual(["API", "Büro", "new"])
      expect(tagged.revision).toBe(one.revision)
      expect(items.map(({ title }) => title)).toStrictEqual(["two", "one"])
      expect(untagged.tags.toSorted()).toStrictEqual(["Büro", "new"])
    })
  )

  it.effect("somebody is the same person in capitals, and nobody else can be called that", () =>
    Effect.gen(function* () {
      const actors = yield* Actors
      const projects = yield* Projects
      yield* as("zoë")(projects.create({ name: "Zoë", key: "ZOE" }))

      yield* as("Zoë")(projects.create({ name: "Zoë again", key: "ZOEB" }))
      const taken = yield* Effect.flip(actors.create({ handle: "ZOË", kind: "agent" }))
      const found = yield* actors.show({ actor: "ZOË" })

      expect(taken).toMatchObject({ _tag: "ActorHandleTaken", handle: "zoë" })
      expect(found.handle).toBe("zoë")
    })
  )
})
