import { runDaemon } from "@genie/scheduler/effect"
import { Db } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Layer } from "effect"
import { expect } from "vitest"
import { runTasksDaemon } from "../src/service/TasksDaemon.ts"
import { tasksLayer } from "./tasksLayer.ts"

onEveryBackend("Repositories", Layer.empty, (it) => {
  it.effect("are built once, however many services and daemons of a process share them", () =>
    Effect.gen(function* () {
      const db = yield* Db
      // Four repositories prepare such statements when they are built, one of them two.
      let built = 0
      const counting = Layer.succeed(Db, {
        ...db,
        one: (query) => {
          built++
          return db.one(query)
        }
      })
      const daemons = Layer.effectDiscard(
        Effect.all([
          Effect.forkScoped(runDaemon, { startImmediately: true }),
          Effect.forkScoped(runTasksDaemon, { startImmediately: true })
        ])
      )

      const process = daemons.pipe(Layer.provideMerge(tasksLayer), Layer.provide(counting))
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* Layer.buildWithMemoMap(process, Layer.makeMemoMapUnsafe(), yield* Effect.scope)
        })
      )

      expect(built).toBe(5)
    })
  )
})
