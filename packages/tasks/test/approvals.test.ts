// Decisions that are asked for, given and refused.

import { Actors } from "@genie/identity/contract"
import { onEveryBackend, setClock } from "@genie/store/testing"
import { Effect } from "effect"
import { expect } from "vitest"
import { Tasks } from "../src/contract/Tasks.ts"
import { pathOf, pipelineOf, runsOf } from "./pipelineOf.ts"
import { as, audited, tasksLayer } from "./tasksLayer.ts"

const [bob, bot] = [as("bob"), as("bot", "agent")]

const checked = [
  { name: "work", category: "ready" },
  { name: "check", category: "review", gate: "human", autoAdvance: true, onFail: "work" },
  { name: "ship", category: "review" }
] as const

/** A task that a bot has brought to `check`. */
const inCheck = Effect.fnUntraced(function* (columns: Parameters<typeof pipelineOf> = [...checked]) {
  const tasks = yield* Tasks
  const { create } = yield* pipelineOf(...columns)
  const { key } = yield* create("docs", { body: "Before" })
  return yield* tasks.move({ task: key, to: "check" }).pipe(bot)
})

onEveryBackend("Approvals", tasksLayer, (it) => {
  it.effect("an approval that is asked for keeps a task waiting, and given lets it go on", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { digest, key } = yield* inCheck()

      const asked = yield* tasks.ask({ task: key, of: "ana", question: "Does it read well?" }).pipe(bot)
      const waiting = (yield* tasks.show({ task: key })).task
      const approved = yield* tasks.approve({ task: key, reason: "It does" })

      expect(asked).toMatchObject({
        column: "check",
        digest,
        askedBy: "bot",
        askedOf: "ana",
        decision: null,
        isCurrent: true
      })
      expect(waiting.status).toBe("waiting")
      expect(approved).toMatchObject({ column: "ship", status: "ready" })
      expect((yield* tasks.history({ task: key })).items[0]).toMatchObject({ actor: { handle: "ana", kind: "human" } })
      expect(yield* audited).toEqual(
        expect.arrayContaining(["task.approval_asked done", "task.approved done", "task.moved done"])
      )
    })
  )

  it.effect("nobody approves what they asked for, and only who is asked decides that", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { key } = yield* inCheck([
        { name: "work", category: "ready" },
        { name: "check", category: "review", gate: "human+agent", autoAdvance: true }
      ])
      const actors = yield* Actors
      yield* Effect.ignore(actors.create({ handle: "bob", kind: "human" }))
      yield* tasks.ask({ task: key, of: "bob" })

      const own = yield* Effect.flip(tasks.approve({ task: key }))
      const ofOneself = yield* Effect.flip(tasks.ask({ task: key, of: "ana" }))
      yield* tasks.approve({ task: key }).pipe(as("eve"))
      const asked = yield* tasks.show({ task: key })
      yield* tasks.approve({ task: key }).pipe(bob)
      const decided = yield* tasks.show({ task: key })

      expect(own).toMatchObject({ _tag: "ApprovalRefused" })
      expect(own.message).toContain("somebody else gives it")
      expect(ofOneself).toMatchObject({ _tag: "ApprovalRefused" })
      expect(asked.approvals.find(({ askedOf }) => askedOf === "bob")).toMatchObject({ decision: null })
      expect(decided.approvals.find(({ askedOf }) => askedOf === "bob")).toMatchObject({
        decision: "approved",
        decidedBy: "bob"
      })
      expect(decided.task.column).toBe("check")
    })
  )

  it.effect("what was approved is what the task said: a change of it asks again", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { digest, key } = yield* inCheck([
        { name: "work", category: "ready" },
        { name: "check", category: "review", gate: "human" },
        { name: "ship", category: "review" }
      ])
      yield* tasks.approve({ task: key })
      yield* tasks.update({ task: key, body: "After" })

      const stale = yield* tasks.move({ task: key, to: "ship" }).pipe(bot, Effect.flip)
      const refused = yield* Effect.flip(tasks.approve({ task: key, digest }))
      yield* tasks.approve({ task: key })
      const shipped = yield* tasks.move({ task: key, to: "ship" }).pipe(bot)

      expect(stale).toMatchObject({ _tag: "GateHolds", column: "check" })
      expect(refused).toMatchObject({ _tag: "ApprovalRefused" })
      expect(refused.message).toContain("has changed since")
      expect(shipped.column).toBe("ship")
    })
  )

  it.effect("an approval with a change is of the changed task", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { digest, key, revision } = yield* inCheck()

      const approved = yield* tasks.approve({ task: key, body: "After", acceptance: "It reads well" })

      expect(approved).toMatchObject({ column: "ship", body: "After", acceptance: "It reads well" })
      expect(approved.digest).not.toBe(digest)
      expect(approved.revision).toBe(revision + 2)
    })
  )

  it.effect("an approval that expired was never asked for, and never given", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      yield* setClock("2027-01-01T00:00:00Z")
      const { key } = yield* inCheck([
        { name: "work", category: "ready" },
        { name: "check", category: "review", gate: "human" },
        { name: "ship", category: "review" }
      ])
      yield* tasks.ask({ task: key, expires: "2027-01-02T00:00Z" }).pipe(bot)
      yield* tasks.approve({ task: key })
      yield* tasks.ask({ task: key, expires: "2027-01-02T00:00Z" }).pipe(bot)
      const before = (yield* tasks.show({ task: key })).task.status

      yield* setClock("2027-01-02T00:00:00Z")

      const refused = yield* tasks.move({ task: key, to: "ship" }).pipe(bot, Effect.flip)
      expect(before).toBe("waiting")
      expect((yield* tasks.show({ task: key })).task.status).toBe("ready")
      expect(refused).toMatchObject({ _tag: "GateHolds" })
    })
  )

  it.effect(
    "a rejection closes what was asked, overrules what was approved, and sends the task back with its reason",
    () =>
      Effect.gen(function* () {
        const tasks = yield* Tasks
        const { key } = yield* inCheck()
        yield* tasks.ask({ task: key }).pipe(bot)

        const rejected = yield* tasks.reject({ task: key, reason: "Too long" }).pipe(bob)
        const { items } = yield* tasks.history({ task: key })
        const stays = yield* inCheck([
          { name: "work", category: "ready" },
          { name: "check", category: "review", gate: "human" },
          { name: "ship", category: "review" }
        ])
        yield* tasks.approve({ task: stays.key })
        yield* tasks.reject({ task: stays.key, reason: "Too short" }).pipe(bob)
        const refused = yield* tasks.move({ task: stays.key, to: "ship" }).pipe(bot, Effect.flip)

        expect(rejected).toMatchObject({ column: "work", status: "ready" })
        expect(items[0]).toMatchObject({ from: "check", to: "work", actor: { handle: "bob" }, reason: "Too long" })
        expect(refused).toMatchObject({ _tag: "GateHolds", column: "check" })
        expect((yield* tasks.why({ task: stays.key }))[0]).toMatchObject({ kind: "rejected", actor: "bob" })
      })
  )

  it.effect(
    "who cannot satisfy the gate cannot approve it: the wrong kind, a team, who brought the task, no reviewer",
    () =>
      Effect.gen(function* () {
        const tasks = yield* Tasks
        const { key } = yield* inCheck([
          { name: "work", category: "ready" },
          { name: "check", category: "review", gate: "human", isFourEyes: true }
        ])
        yield* tasks.move({ task: key, to: "work" })
        yield* tasks.move({ task: key, to: "check" })

        const agent = yield* tasks.approve({ task: key }).pipe(bot, Effect.flip)
        const team = yield* tasks.approve({ task: key }).pipe(as("crew", "team"), Effect.flip)
        const bringer = yield* Effect.flip(tasks.approve({ task: key }))
        yield* tasks.move({ task: key, to: "work" }).pipe(bob)
        yield* tasks.move({ task: key, to: "check" }).pipe(bob)
        yield* tasks.assign({ task: key, actor: "bob", role: "reviewer" })
        const stranger = yield* Effect.flip(tasks.reject({ task: key, reason: "No" }))

        expect([agent, team, bringer].map(({ _tag }) => _tag)).toStrictEqual(Array(3).fill("ApprovalRefused"))
        expect(agent.message).toContain("asks for a person")
        expect(bringer.message).toContain("second pair of eyes")
        expect(stranger).toMatchObject({ _tag: "RoleRequired", actors: ["bob"] })
      })
  )

  it.effect(
    "what is asked and not decided is withdrawn when the task goes on, and nothing is asked of what is closed",
    () =>
      Effect.gen(function* () {
        const tasks = yield* Tasks
        const { id, key } = yield* inCheck()
        yield* tasks.ask({ task: key }).pipe(bot)

        yield* tasks.move({ task: key, to: "cancelled" })

        expect(yield* Effect.flip(tasks.ask({ task: key }))).toMatchObject({ _tag: "TaskClosed" })
        expect(yield* Effect.flip(tasks.approve({ task: key }))).toMatchObject({ _tag: "TaskClosed" })
        expect(yield* Effect.flip(tasks.block({ task: key, reason: "No" }))).toMatchObject({ _tag: "TaskClosed" })
        expect(yield* runsOf(id)).toStrictEqual([])
        expect(yield* pathOf(key)).toStrictEqual(["work", "check", "cancelled"])
      })
  )

  it.effect(
    "nobody is asked who could never approve it: a team, who is no reviewer, who brought it past four eyes",
    () =>
      Effect.gen(function* () {
        const tasks = yield* Tasks
        const actors = yield* Actors
        const { key } = yield* inCheck([
          { name: "work", category: "ready" },
          { name: "check", category: "review", gate: "human", isFourEyes: true }
        ])
        for (const [handle, kind] of [
          ["crew", "team"],
          ["rita", "human"],
          ["olaf", "human"]
        ] as const) {
          yield* Effect.ignore(actors.create({ handle, kind }))
        }
        const askOf = (of?: string) => Effect.flip(tasks.ask({ task: key, ...(of === undefined ? {} : { of }) }))

        const [team, bringer] = [yield* askOf("crew"), yield* askOf("bot")]
        yield* tasks.assign({ task: key, actor: "rita", role: "reviewer" })
        const stranger = yield* askOf("olaf")
        const alone = yield* askOf().pipe(as("rita"))

        expect([team, bringer, stranger, alone]).toMatchObject(Array(4).fill({ _tag: "ApprovalRefused" }))
        expect(team.message).toContain("crew is a team")
        expect(bringer.message).toContain("second pair of eyes: ask somebody else")
        expect(stranger.message).toContain("ask rita")
        expect(alone.message).toContain("its only reviewer")
      })
  )

  it.effect(
    "what was asked of somebody who is disabled is taken back, and the task goes on in the same transaction",
    () =>
      Effect.gen(function* () {
        const tasks = yield* Tasks
        const actors = yield* Actors
        const { create } = yield* pipelineOf({ name: "plan", category: "ready", action: "asked-of-gone" })
        yield* actors.create({ handle: "gone", kind: "human" })
        const { id, key } = yield* create("docs")
        yield* tasks.block({ task: key, reason: "later" })
        yield* tasks.ask({ task: key, of: "gone" })
        const { task: waiting } = yield* tasks.unblock({ task: key }).pipe(Effect.andThen(tasks.show({ task: key })))

        yield* actors.disable({ actor: "gone" })
        const { approvals, task } = yield* tasks.show({ task: key })

        expect(waiting.status).toBe("waiting")
        expect(approvals).toMatchObject([{ decision: "withdrawn", reason: "gone was disabled." }])
        expect(task.status).toBe("queued")
        expect(yield* runsOf(id)).toStrictEqual(["cancelled asked-of-gone", "queued asked-of-gone"])
      })
  )

  it.effect("an ask of somebody who may not decide any more is closed by whoever approves instead", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const actors = yield* Actors
      const { key } = yield* inCheck([
        { name: "work", category: "ready" },
        { name: "check", category: "review", gate: "human" }
      ])
      for (const handle of ["rex", "oona"]) yield* Effect.ignore(actors.create({ handle, kind: "human" }))
      yield* tasks.ask({ task: key, of: "oona" })
      yield* tasks.assign({ task: key, actor: "rex", role: "reviewer" })

      const late = yield* Effect.flip(tasks.approve({ task: key }).pipe(as("oona")))
      const { status } = yield* tasks.approve({ task: key }).pipe(as("rex"))
      const { approvals } = yield* tasks.show({ task: key })

      expect(late).toMatchObject({ _tag: "RoleRequired" })
      expect(status).toBe("ready")
      expect(approvals.find(({ askedOf }) => askedOf === "oona")).toMatchObject({ decision: "withdrawn" })
    })
  )

  it.effect("who asks again, of somebody else or of everybody, takes back what they asked before", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const actors = yield* Actors
      const { key } = yield* inCheck()
      yield* Effect.ignore(actors.create({ handle: "slow", kind: "human" }))
      yield* tasks.ask({ task: key, of: "slow" })

      yield* tasks.ask({ task: key, question: "Anybody?" })
      const { approvals } = yield* tasks.show({ task: key })

      expect(approvals).toMatchObject([
        { askedOf: null, decision: null },
        { askedOf: "slow", decision: "withdrawn", reason: "ana asked again." }
      ])
    })
  )

  it.effect("an approval that has expired is not shown as current", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf({ name: "inbox", category: "backlog" })
      yield* setClock("2027-01-01T00:00:00Z")
      const { key } = yield* create("docs")
      yield* tasks.ask({ task: key, expires: "2027-01-01T01:00Z" })
      yield* tasks.approve({ task: key }).pipe(bob)
      const before = (yield* tasks.show({ task: key })).approvals

      yield* setClock("2027-01-01T01:00:00Z")
      const after = (yield* tasks.show({ task: key })).approvals

      expect([before, after]).toMatchObject([[{ isCurrent: true }], [{ isCurrent: false }]])
    })
  )

  it.effect("a reviewer who is disabled keeps nobody else from deciding, and is not named", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const actors = yield* Actors
      const { key } = yield* inCheck()
      for (const handle of ["left", "stays"]) {
        yield* actors.create({ handle, kind: "human" })
        yield* tasks.assign({ task: key, actor: handle, role: "reviewer" })
      }

      yield* actors.disable({ actor: "left" })
      const named = yield* Effect.flip(tasks.approve({ task: key }))
      yield* actors.disable({ actor: "stays" })
      const { column } = yield* tasks.approve({ task: key })

      expect(named).toMatchObject({ _tag: "RoleRequired", actors: ["stays"] })
      expect(column).toBe("ship")
    })
  )
})
