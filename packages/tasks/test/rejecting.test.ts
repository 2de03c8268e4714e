// What a rejection does to a task that goes along its board by itself, until something undoes it.
import { Workers } from "@genie/scheduler/effect"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { expect } from "vitest"
import { Tasks } from "../src/contract/Tasks.ts"
import { makePursueOverdue } from "../src/service/TasksDaemon.ts"
import { pipelineOf, runsOf, workerOf, workOff } from "./pipelineOf.ts"
import { as, tasksLayer } from "./tasksLayer.ts"

onEveryBackend("Rejecting", tasksLayer, (it) => {
  it.effect("a rejected task goes back once there is room, whatever the queued run of its column says meanwhile", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const pursueOverdue = yield* makePursueOverdue
      const { create } = yield* pipelineOf(
        { name: "plan", category: "ready" },
        { name: "build", category: "active", gate: "human", wipLimit: 1 },
        { name: "review", category: "review", gate: "human", action: "rejected-review", onFail: "build" }
      )
      const [there, docs] = [yield* create("there"), yield* create("docs")]
      yield* tasks.move({ task: docs.key, to: "build" })
      yield* tasks.move({ task: docs.key, to: "review" })
      yield* tasks.move({ task: there.key, to: "build" })

      yield* tasks.reject({ task: docs.key, reason: "It is broken." })
      const waiting = yield* tasks.show({ task: docs.key })
      yield* workOff("rejected-review")
      yield* tasks.move({ task: there.key, to: "done" })
      yield* pursueOverdue()

      expect(waiting.why.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["rejected", "next_wip_full"]))
      expect(yield* runsOf(docs.id)).toEqual(["cancelled rejected-review"])
      expect((yield* tasks.show({ task: docs.key })).task.column).toBe("build")
    })
  )

  it.effect("what was rejected is not checked again by itself while it waits to go back", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf(
        { name: "plan", category: "ready" },
        { name: "build", category: "active", gate: "human", wipLimit: 1 },
        {
          name: "check",
          category: "review",
          gate: "human+agent",
          autoAdvance: true,
          action: "rejected-check",
          onFail: "build"
        }
      )
      const [there, docs] = [yield* create("there"), yield* create("docs")]
      yield* tasks.move({ task: docs.key, to: "build" })
      yield* tasks.move({ task: docs.key, to: "check" })
      yield* tasks.move({ task: there.key, to: "build" })
      yield* workOff("rejected-check")

      yield* tasks.reject({ task: docs.key, reason: "It is broken." })

      expect(yield* runsOf(docs.id)).toEqual(["succeeded rejected-check"])
    })
  )

  it.effect("a success of what was claimed before a rejection does not carry the task past it", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const workers = yield* Workers
      const { create } = yield* pipelineOf(
        { name: "plan", category: "ready" },
        { name: "build", category: "active", gate: "agent", autoAdvance: true, action: "claimed-before" },
        { name: "review", category: "review", gate: "human" }
      )
      const { id, key } = yield* create("docs")
      yield* tasks.move({ task: key, to: "build" })
      const worker = yield* workerOf("claimed-before")
      const [claimed] = yield* workers.claim({ worker, limit: 1 })

      yield* tasks.reject({ task: key, reason: "This is not what we want." })
      const whileRunning = yield* tasks.why({ task: key })
      const [run, fence] = [claimed!.id, claimed!.fence]
      yield* workers.complete({ worker, completions: [{ run, fence, outcome: "succeeded" }] })

      expect(whileRunning.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["running", "rejected"]))
      expect((yield* tasks.show({ task: key })).task.column).toBe("build")
      // Asked again, an agent knows what was said.
      expect(yield* runsOf(id)).toEqual(["succeeded claimed-before", "queued claimed-before"])
      yield* workOff("claimed-before")
      expect((yield* tasks.show({ task: key })).task.column).toBe("review")
    })
  )

  it.effect("what waits in its queue when a task is rejected is enqueued anew, so that its success counts", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf(
        { name: "build", category: "ready", gate: "agent", autoAdvance: true, action: "queued-before" },
        { name: "review", category: "review", gate: "human" }
      )
      const { id, key } = yield* create("docs")

      yield* tasks.reject({ task: key, reason: "Not yet." }).pipe(as("bob"))

      expect(yield* runsOf(id)).toEqual(["cancelled queued-before", "queued queued-before"])
      yield* workOff("queued-before")
      expect((yield* tasks.show({ task: key })).task.column).toBe("review")
    })
  )
})
