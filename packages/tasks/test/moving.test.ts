// Moves by hand: what lets them through, and what refuses them.

import { Actors } from "@genie/identity/contract"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { expect } from "vitest"
import { Tasks } from "../src/contract/Tasks.ts"
import { pathOf, pipelineOf, runsOf } from "./pipelineOf.ts"
import { as, audited, tasksLayer } from "./tasksLayer.ts"

const software = [
  { name: "draft", category: "backlog", gate: "human" },
  { name: "build", category: "active", gate: "agent" },
  { name: "review", category: "review", gate: "human" },
  { name: "ship", category: "review" }
] as const

onEveryBackend("Moving", tasksLayer, (it) => {
  it.effect("a person lets a task out of a column that asks for one, and the history says who and why", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf(...software)
      const { id, key, revision } = yield* create("docs")

      const moved = yield* tasks.move({ task: key, to: "build", reason: "It is clear now", revision })

      expect(moved).toMatchObject({ column: "build", revision: revision + 1, updatedBy: "ana", status: "ready" })
      const { items } = yield* tasks.history({ task: id })
      expect(items).toMatchObject([
        {
          from: "draft",
          to: "build",
          actor: { handle: "ana", kind: "human" },
          reason: "It is clear now",
          leftAt: null
        },
        { from: null, to: "draft", actor: { handle: "ana", kind: "human" } }
      ])
      expect(items[1]!.leftAt).not.toBeNull()
      expect((yield* audited).includes("task.moved done")).toBe(true)
    })
  )

  it.effect("a gate holds for who does not have what it asks for, and the refusal is on record", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf(...software)
      const { key } = yield* create("docs")

      const refused = yield* tasks.move({ task: key, to: "build" }).pipe(as("bot", "agent"), Effect.flip)

      expect(refused).toMatchObject({ _tag: "GateHolds", column: "draft", missing: [{ kind: "gate_human" }] })
      expect(refused.message).toContain("draft asks for a person")
      expect((yield* audited)[0]).toBe("task.moved refused")
      expect((yield* tasks.show({ task: key })).task).toMatchObject({ column: "draft", revision: 1 })
    })
  )

  it.effect("no jump skips a gate: of those on the way only who jumps counts", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf(...software)
      const { key } = yield* create("docs")

      const byPerson = yield* Effect.flip(tasks.move({ task: key, to: "review" }))
      yield* tasks.move({ task: key, to: "build" })
      const byAgent = yield* tasks.move({ task: key, to: "ship" }).pipe(as("bot", "agent"), Effect.flip)

      expect(byPerson).toMatchObject({ _tag: "GateHolds", column: "build", missing: [{ kind: "gate_agent" }] })
      expect(byAgent).toMatchObject({ _tag: "GateHolds", column: "review", missing: [{ kind: "gate_human" }] })
      expect(yield* pathOf(key)).toStrictEqual(["draft", "build"])
    })
  )

  it.effect("nobody jumps over four eyes, and who brought a task does not let it out", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf(
        { name: "write", category: "ready" },
        { name: "check", category: "review", gate: "human", isFourEyes: true },
        { name: "ship", category: "review" }
      )
      const { key } = yield* create("docs")

      const jump = yield* Effect.flip(tasks.move({ task: key, to: "ship" }))
      yield* tasks.move({ task: key, to: "check" })
      const alone = yield* Effect.flip(tasks.move({ task: key, to: "ship" }))
      const shipped = yield* tasks.move({ task: key, to: "ship" }).pipe(as("bob"))

      expect(jump).toMatchObject({ _tag: "GateHolds", column: "check" })
      expect(alone).toMatchObject({
        _tag: "GateHolds",
        column: "check",
        missing: [{ kind: "four_eyes", actor: "ana" }, {}]
      })
      expect(shipped.column).toBe("ship")
    })
  )

  it.effect("back, to cancelled and out of closed columns there are no gates; a reopened task is open", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf(...software)
      const { key } = yield* create("docs")
      const bot = as("bot", "agent")

      const cancelled = yield* tasks.move({ task: key, to: "cancelled" }).pipe(bot)
      const reopened = yield* tasks.move({ task: key, to: "review" }).pipe(bot)
      const back = yield* tasks.move({ task: key, to: "draft" }).pipe(bot)

      expect(cancelled).toMatchObject({ status: "cancelled" })
      expect(cancelled.closedAt).not.toBeNull()
      expect(reopened).toMatchObject({ status: "ready", closedAt: null })
      expect(back.column).toBe("draft")
    })
  )

  it.effect("to where it is a task moves without a trace; a column nobody has is refused with the nearest", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf(...software)
      const { key } = yield* create("docs")

      const stayed = yield* tasks.move({ task: key, to: "Draft" })
      const unknown = yield* Effect.flip(tasks.move({ task: key, to: "reviw" }))

      expect(stayed).toMatchObject({ column: "draft", revision: 1 })
      expect(unknown).toMatchObject({ _tag: "ColumnNotFound", nearest: "review" })
      expect(yield* Effect.flip(tasks.move({ task: "NOPE-1", to: "draft" }))).toMatchObject({ _tag: "TaskNotFound" })
    })
  )

  it.effect("a stale revision is refused first, and says what was done since", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf(...software)
      const { key } = yield* create("docs")
      yield* tasks.move({ task: key, to: "build" }).pipe(as("bob"))
      yield* tasks.update({ task: key, title: "manual" })

      const refused = yield* Effect.flip(tasks.move({ task: key, to: "nowhere", revision: 1 }))

      expect(refused).toMatchObject({ _tag: "StaleRevision", expected: 1, revision: 3, changedBy: "ana" })
      expect(refused.message).toContain("updated by ana; moved from draft to build by bob")
    })
  )

  it.effect("who is disabled moves nothing, and of named reviewers one lets a task out of review", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const actors = yield* Actors
      const { create } = yield* pipelineOf(...software)
      const { key } = yield* create("docs")
      yield* actors.create({ handle: `off-${key}`, kind: "human" })
      yield* actors.create({ handle: `eve-${key}`, kind: "human" })
      yield* actors.disable({ actor: `off-${key}` })
      yield* tasks.move({ task: key, to: "build" })
      yield* tasks.move({ task: key, to: "review" }).pipe(as("bot", "agent"))
      yield* tasks.assign({ task: key, actor: `eve-${key}`, role: "reviewer" })

      const disabled = yield* tasks.move({ task: key, to: "ship" }).pipe(as(`off-${key}`), Effect.flip)
      const notTheirs = yield* Effect.flip(tasks.move({ task: key, to: "ship" }))
      const shipped = yield* tasks.move({ task: key, to: "ship" }).pipe(as(`eve-${key}`))

      expect(disabled).toMatchObject({ _tag: "ActorDisabled" })
      expect(notTheirs).toMatchObject({ _tag: "RoleRequired", column: "review", actors: [`eve-${key}`] })
      expect(shipped.column).toBe("ship")
    })
  )

  it.effect("open blockers keep a task out of active and done, over which nobody jumps either", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf(
        { name: "plan", category: "backlog" },
        { name: "work", category: "active" },
        { name: "check", category: "review" }
      )
      const blocker = yield* create("first")
      const { key } = yield* create("second", { dependsOn: [blocker.key] })

      const refused = yield* Effect.forEach(["work", "check", "done"], (to) =>
        Effect.flip(tasks.move({ task: key, to }))
      )
      const cancelled = yield* tasks.move({ task: blocker.key, to: "cancelled" })
      const moved = yield* tasks.move({ task: key, to: "done" })

      expect(refused).toMatchObject(
        Array(3).fill({ _tag: "TaskBlocked", blockers: [{ key: blocker.key, column: "plan", status: "ready" }] })
      )
      expect([cancelled.status, moved.status]).toStrictEqual(["cancelled", "done"])
    })
  )

  it.effect("a full column takes no more, and names who is there", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf(
        { name: "plan", category: "backlog" },
        { name: "work", category: "active", wipLimit: 1 }
      )
      const [first, second] = [yield* create("first"), yield* create("second")]
      yield* tasks.move({ task: first.key, to: "work" })

      const refused = yield* Effect.flip(tasks.move({ task: second.key, to: "work" }))
      yield* tasks.move({ task: first.key, to: "done" })
      const moved = yield* tasks.move({ task: second.key, to: "work" })

      expect(refused).toMatchObject({ _tag: "WipLimitReached", column: "work", limit: 1, tasks: [first.key] })
      expect(moved.column).toBe("work")
    })
  )

  it.effect("a held task is worked on by nobody, and goes on exactly where it was", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf({ name: "work", category: "ready", gate: "agent", action: "hold-work" })
      const { id, key } = yield* create("docs")

      const held = yield* tasks.block({ task: key, reason: "The customer thinks about it" })
      const whileHeld = yield* runsOf(id)
      const again = yield* tasks.unblock({ task: key })

      expect(held).toMatchObject({
        status: "held",
        heldBy: "ana",
        heldReason: "The customer thinks about it",
        run: null
      })
      expect(whileHeld).toStrictEqual(["cancelled hold-work"])
      expect(again).toMatchObject({ status: "queued", heldBy: null, column: "work", revision: 3 })
      expect(yield* pathOf(key)).toStrictEqual(["work"])
      expect(yield* tasks.unblock({ task: key })).toMatchObject({ revision: 3 })
    })
  )
})
