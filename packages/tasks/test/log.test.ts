// What happened to a task, in one list, and who let it through which gate.

import { Actors } from "@genie/identity/contract"
import { Workers } from "@genie/scheduler/effect"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { expect } from "vitest"
import { Tasks } from "../src/contract/Tasks.ts"
import { pipelineOf, workerOf } from "./pipelineOf.ts"
import { as, tasksLayer } from "./tasksLayer.ts"

const asAgent = as("robot", "agent")

/** The log as it is read, oldest first. */
const told = Effect.fnUntraced(function* (task: string) {
  const { items } = yield* (yield* Tasks).log({ task })
  return items
    .map(({ actor, did, reason }) => `${actor.handle} ${did}${reason === null ? "" : `: ${reason}`}`)
    .reverse()
})

onEveryBackend("The log of a task", tasksLayer, (it) => {
  it.effect("tells what was done to it, by whom and why, and leaves out what was refused", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const actors = yield* Actors
      const { create } = yield* plain
      yield* Effect.ignore(actors.create({ handle: "rui", kind: "human" }))
      const { key: other } = yield* create("Ask the bank")
      const { key: task } = yield* create("Pay by invoice")

      yield* tasks.update({ task, body: "Thirty days.", priority: "high" })
      yield* tasks.assign({ task, actor: "rui" })
      yield* tasks.assign({ task, actor: "rui", role: "watcher" })
      yield* tasks.unassign({ task, actor: "rui" })
      yield* tasks.tag({ task, tag: "billing" })
      yield* tasks.untag({ task, tag: "billing" })
      yield* tasks.addDependency({ task, on: other })
      yield* tasks.removeDependency({ task, on: other })
      yield* tasks.block({ task, reason: "The bank answers first." })
      yield* tasks.unblock({ task })
      yield* tasks.comment({ task, body: "Which **address**?" })
      yield* tasks.checkout({ task })
      yield* tasks.renew({ task })
      yield* tasks.release({ task, reason: "Lunch." })
      yield* tasks.ask({ task, question: "Is it enough?" })
      yield* Effect.flip(tasks.approve({ task }))
      yield* asAgent(tasks.approve({ task, reason: "Enough." }))
      yield* tasks.move({ task, to: "build" })

      expect(yield* told(task)).toEqual([
        "ana created it in draft",
        "ana changed the body and priority",
        "ana assigned rui",
        "ana made rui its watcher",
        "ana unassigned rui",
        "ana added the tag billing",
        "ana removed the tag billing",
        `ana made it wait for ${other}`,
        `ana made it wait no longer for ${other}`,
        "ana held it back: The bank answers first.",
        "ana let it go on",
        "ana commented",
        "ana checked it out",
        "ana gave it back: Lunch.",
        "ana asked for an approval: Is it enough?",
        "robot approved it in draft: Enough.",
        "ana moved it from draft to build"
      ])
      const { items } = yield* tasks.log({ task })
      expect(items.find(({ kind }) => kind === "comment")?.comment).toBe("Which **address**?")
      expect(new Set(items.map(({ kind }) => kind)).size).toBe(9)
    })
  )

  it.effect("is the same in pages of any size, and refuses a cursor that it did not give", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* plain
      const { key: task } = yield* create("Pay by invoice")
      for (const tag of ["a", "b", "c", "d"]) yield* tasks.tag({ task, tag })
      const whole = (yield* tasks.log({ task })).items.map(({ id }) => id)

      for (const limit of [1, 2, 3, 5]) {
        const seen: Array<string> = []
        for (let cursor: string | null | undefined; cursor !== null; ) {
          const page = yield* tasks.log({ task, limit, ...(cursor != null && { cursor }) })
          seen.push(...page.items.map(({ id }) => id))
          cursor = page.next
        }
        expect(seen).toEqual(whole)
      }
      expect((yield* Effect.flip(tasks.log({ task, cursor: "x" }))).message).toBe(
        "cursor: is not a cursor returned by this list."
      )
    })
  )

  it.effect("tells the runs of workers: when they began, how they ended, and why", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const workers = yield* Workers
      const { create } = yield* pipelineOf(
        { name: "draft", category: "backlog" },
        { name: "build", category: "active", gate: "agent", action: "log-runs" }
      )
      const { key: task } = yield* create("Pay by invoice")
      yield* tasks.move({ task, to: "build" })
      const worker = yield* workerOf("log-runs")
      const [claimed] = yield* workers.claim({ worker, limit: 1 })
      const run = { run: claimed!.id, fence: claimed!.fence }
      yield* workers.renew({ worker, leases: [run], running: [run.run] })
      expect((yield* told(task)).at(-1)).toMatch(/ began to work on it$/)

      yield* workers.complete({
        worker,
        completions: [{ ...run, outcome: "failed", failureMessage: "It exited with 3." }]
      })

      expect((yield* told(task)).find((line) => line.includes(" failed"))).toMatch(/: It exited with 3\.$/)
      const { items } = yield* tasks.log({ task })
      expect(items.filter(({ kind }) => kind === "run").every(({ run }) => run === claimed!.id)).toBe(true)
    })
  )
})

onEveryBackend("The stays of a task", tasksLayer, (it) => {
  it.effect("say who approved and who rejected it, where they did", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* plain
      const { key: task } = yield* create("Pay by invoice")
      yield* asAgent(tasks.reject({ task, reason: "Too short." }))
      yield* tasks.approve({ task, reason: "Long enough." })
      yield* tasks.move({ task, to: "build" })

      const { items } = yield* tasks.history({ task })

      expect(
        items.map(({ decisions, to }) => [to, decisions.map(({ by, decision, reason }) => [by, decision, reason])])
      ).toEqual([
        ["build", []],
        [
          "draft",
          [
            ["robot", "rejected", "Too short."],
            ["ana", "approved", "Long enough."]
          ]
        ]
      ])
    })
  )
})

/** A pipeline without a gate. */
const plain = pipelineOf({ name: "draft", category: "backlog" }, { name: "build", category: "active" })
