// How tasks go on by themselves: with the ends of their runs, with approvals, and with the tasks they wait for.

import { Projects } from "@genie/identity/contract"
import { Runs, Workers } from "@genie/scheduler/effect"
import { Db, Notifications } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import { Boards } from "../src/contract/Boards.ts"
import { Tasks } from "../src/contract/Tasks.ts"
import { makePursueOverdue } from "../src/service/TasksDaemon.ts"
import { pathOf, pipelineOf, runsOf, workerOf, workOff } from "./pipelineOf.ts"
import { as, tasksLayer } from "./tasksLayer.ts"

onEveryBackend("The pipeline", tasksLayer, (it) => {
  it.effect("a ready task that enters a column with an action is given to an agent, with all it has to know", () =>
    Effect.gen(function* () {
      const { create, project } = yield* pipelineOf(
        { name: "plan", category: "backlog" },
        { name: "work", category: "active", gate: "agent", action: "given" }
      )
      const tasks = yield* Tasks
      const { digest, key } = yield* create("docs", { body: "All of it", payload: { lang: "pt" }, priority: "high" })
      yield* tasks.move({ task: key, to: "work" })

      const [claimed] = yield* workOff("given")

      expect(claimed).toMatchObject({
        name: `${key} docs`,
        environment: { GENIE_TASK: key, GENIE_PROJECT: project },
        payload: {
          task: { key, title: "docs", body: "All of it", digest, priority: "high", column: "work", project },
          payload: { lang: "pt" }
        }
      })
    })
  )

  it.effect("what waits for an agent when the repository is moved begins where the repository is now", () =>
    Effect.gen(function* () {
      const projects = yield* Projects
      const { create, project } = yield* pipelineOf({
        name: "work",
        category: "ready",
        gate: "agent",
        action: "moving"
      })
      yield* projects.set({ project, repoPath: `/srv/${project}` })
      yield* create("docs")
      yield* projects.set({ project, repoPath: `/new/${project}` })
      yield* create("more docs")

      const claimed = yield* workOff("moving")

      expect(claimed.map(({ directory }) => directory)).toEqual([`/new/${project}`, `/new/${project}`])
    })
  )

  it.effect("with its run's success a task goes on by itself, in the name of the agent, as far as nothing asks", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf(
        { name: "work", category: "ready", gate: "agent", autoAdvance: true, action: "advance" },
        { name: "log", category: "review", autoAdvance: true },
        { name: "check", category: "review", gate: "human" }
      )
      const { key } = yield* create("docs")

      const [claimed] = yield* workOff("advance")

      expect((yield* tasks.show({ task: key })).task).toMatchObject({ column: "check", status: "ready" })
      expect((yield* tasks.history({ task: key })).items.slice(0, 2)).toMatchObject([
        { from: "log", to: "check" },
        { from: "work", to: "log", actor: { handle: "agent:advance", kind: "agent" }, run: claimed!.id }
      ])
    })
  )

  it.effect("both parts of a gate are needed, whichever comes first", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf(
        { name: "think", category: "backlog", gate: "human+agent", autoAdvance: true, action: "both" },
        { name: "wish", category: "ready" }
      )
      const [agentFirst, humanFirst] = [yield* create("agent first"), yield* create("human first")]
      yield* tasks.approve({ task: humanFirst.key })

      yield* workOff("both")
      const halfway = (yield* tasks.show({ task: agentFirst.key })).task
      const refused = yield* tasks.move({ task: agentFirst.key, to: "wish" }).pipe(as("bot", "agent"), Effect.flip)
      const approved = yield* tasks.approve({ task: agentFirst.key })

      expect(halfway).toMatchObject({ column: "think", status: "ready" })
      expect(refused).toMatchObject({ _tag: "GateHolds", missing: [{ kind: "gate_human" }] })
      expect(approved.column).toBe("wish")
      expect((yield* tasks.show({ task: humanFirst.key })).task.column).toBe("wish")
    })
  )

  it.effect("a success of an earlier stay never counts again", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf(
        { name: "plan", category: "backlog" },
        { name: "work", category: "active", gate: "agent", action: "earlier" },
        { name: "check", category: "review" }
      )
      const { id, key } = yield* create("docs", { column: "plan" })
      yield* tasks.move({ task: key, to: "work" })
      yield* workOff("earlier")
      yield* tasks.move({ task: key, to: "plan" })
      yield* tasks.move({ task: key, to: "work" })

      const refused = yield* Effect.flip(tasks.move({ task: key, to: "check" }))

      expect(refused).toMatchObject({ _tag: "GateHolds", column: "work" })
      expect(yield* runsOf(id)).toStrictEqual(["succeeded earlier", "queued earlier"])
    })
  )

  it.effect(
    "who leaves a column leaves its run: a queued one is cancelled, a running one is asked to end and counts for nothing",
    () =>
      Effect.gen(function* () {
        const tasks = yield* Tasks
        const workers = yield* Workers
        const { create } = yield* pipelineOf(
          { name: "work", category: "ready", gate: "agent", autoAdvance: true, action: "left" },
          { name: "check", category: "review", gate: "agent", autoAdvance: true, action: "left-check" },
          { name: "ship", category: "review" }
        )
        const bot = as("bot", "agent")
        const [queued, running] = [yield* create("queued"), yield* create("running")]
        yield* tasks.move({ task: queued.key, to: "check" }).pipe(bot)
        const worker = yield* workerOf("left")
        const [claimed] = yield* workers.claim({ worker, limit: 10 })
        const moved = yield* tasks.move({ task: running.key, to: "check" }).pipe(bot)
        const { cancelled } = yield* workers.renew({
          worker,
          leases: [{ run: claimed!.id, fence: claimed!.fence }],
          running: []
        })

        yield* workers.complete({
          worker,
          completions: [{ run: claimed!.id, fence: claimed!.fence, outcome: "succeeded" }]
        })

        expect(yield* runsOf(queued.id)).toStrictEqual(["cancelled left", "queued left-check"])
        expect(moved).toMatchObject({ column: "check", status: "in_progress" })
        expect(cancelled).toStrictEqual([{ run: claimed!.id, reason: `${running.key} went to check.` }])
        expect((yield* tasks.show({ task: running.key })).task).toMatchObject({ column: "check", status: "queued" })
        expect(yield* runsOf(running.id)).toStrictEqual(["succeeded left", "queued left-check"])
      })
  )

  it.effect(
    "what fails goes where its column sends it, through no gates; else it stays and is not tried by itself",
    () =>
      Effect.gen(function* () {
        const tasks = yield* Tasks
        const { create } = yield* pipelineOf(
          { name: "work", category: "ready", gate: "agent", autoAdvance: true, action: "fail-work" },
          { name: "check", category: "review", gate: "agent", autoAdvance: true, action: "fail-check", onFail: "work" }
        )
        const { id, key } = yield* create("docs")

        yield* workOff("fail-work")
        yield* workOff("fail-check", "failed", "Two tests are red.")
        const sentBack = (yield* tasks.history({ task: key })).items[0]!
        yield* workOff("fail-work", "failed")

        expect(sentBack).toMatchObject({
          from: "check",
          to: "work",
          actor: { handle: "agent:fail-check", kind: "agent" },
          reason: "Two tests are red."
        })
        expect((yield* tasks.show({ task: key })).task).toMatchObject({ column: "work", status: "ready" })
        expect(yield* runsOf(id)).toStrictEqual(["succeeded fail-work", "failed fail-check", "failed fail-work"])
      })
  )

  it.effect(
    "a checkout takes the queued run's place; given back, the action is enqueued again; completed, it counts",
    () =>
      Effect.gen(function* () {
        const tasks = yield* Tasks
        const { create } = yield* pipelineOf(
          { name: "work", category: "ready", gate: "agent", autoAdvance: true, action: "checked" },
          { name: "check", category: "review" }
        )
        const { id, key } = yield* create("docs")
        const bot = as("bot", "agent")

        yield* tasks.checkout({ task: key }).pipe(bot)
        yield* tasks.release({ task: key }).pipe(bot)
        const given = yield* runsOf(id)
        yield* tasks.checkout({ task: key }).pipe(bot)
        const completed = yield* tasks.complete({ task: key }).pipe(bot)

        expect(given).toStrictEqual(["cancelled checked", "cancelled checkout", "queued checked"])
        expect(completed.column).toBe("check")
        expect((yield* tasks.history({ task: key })).items[0]).toMatchObject({
          actor: { handle: "bot", kind: "agent" }
        })
      })
  )

  it.effect(
    "when the last blocker is done or cancelled its dependents are ready in the same transaction, each told once",
    () =>
      Effect.gen(function* () {
        const tasks = yield* Tasks
        const notifications = yield* Notifications
        const { create } = yield* pipelineOf(
          { name: "plan", category: "backlog" },
          { name: "work", category: "active", gate: "agent", action: "freed" }
        )
        const [one, two] = [yield* create("one"), yield* create("two")]
        const waiting = yield* create("waiting")
        yield* tasks.move({ task: waiting.key, to: "work" })
        yield* tasks.addDependency({ task: waiting.key, on: one.key })
        yield* tasks.addDependency({ task: waiting.key, on: two.key })
        const blocked = (yield* tasks.show({ task: waiting.key })).task
        const heard: Array<string | undefined> = []
        yield* notifications.subscribe("genie_task_dep", (payload) => heard.push(payload))

        yield* tasks.move({ task: one.key, to: "cancelled" })
        const half = (yield* tasks.show({ task: waiting.key })).task
        yield* tasks.move({ task: two.key, to: "work" })
        yield* tasks.move({ task: two.key, to: "done" }).pipe(as("bot", "agent"))
        const whole = (yield* tasks.show({ task: waiting.key })).task
        yield* tasks.move({ task: two.key, to: "plan" })

        expect([blocked, half, whole].map(({ status }) => status)).toStrictEqual(["blocked", "blocked", "queued"])
        expect(heard.filter((payload) => payload?.includes(":ready:"))).toStrictEqual([
          `${waiting.id}:ready:${two.id}:depends_on`
        ])
        expect((yield* tasks.show({ task: waiting.key })).task.status).toBe("blocked")
        expect(yield* runsOf(waiting.id)).toStrictEqual(["cancelled freed", "cancelled freed"])
      }).pipe(Effect.scoped)
  )

  it.effect("a task that waits for a place goes on when there is one, the most urgent first", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* pipelineOf(
        { name: "work", category: "ready", gate: "agent", autoAdvance: true, action: "place" },
        { name: "check", category: "review", wipLimit: 1 }
      )
      const first = yield* create("first")
      yield* workOff("place")
      const [low, urgent] = [yield* create("low", { priority: "low" }), yield* create("urgent", { priority: "urgent" })]
      yield* workOff("place")
      const waiting = [yield* tasks.show({ task: low.key }), yield* tasks.show({ task: urgent.key })]

      yield* tasks.move({ task: first.key, to: "done" })

      expect(waiting.map(({ task }) => task.column)).toStrictEqual(["work", "work"])
      expect(waiting[0]!.why[0]).toMatchObject({ kind: "next_wip_full", task: first.key })
      expect((yield* tasks.show({ task: urgent.key })).task.column).toBe("check")
      expect((yield* tasks.show({ task: low.key })).task.column).toBe("work")
    })
  )

  it.effect("a held task never moves by itself, and makes up for it when it is let go", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const workers = yield* Workers
      const { create } = yield* pipelineOf(
        { name: "work", category: "ready", gate: "agent", autoAdvance: true, action: "held" },
        { name: "check", category: "review" }
      )
      const { key } = yield* create("docs")
      const worker = yield* workerOf("held")
      const [claimed] = yield* workers.claim({ worker, limit: 1 })
      yield* tasks.block({ task: key, reason: "Wait" })

      yield* workers.complete({
        worker,
        completions: [{ run: claimed!.id, fence: claimed!.fence, outcome: "succeeded" }]
      })
      const whileHeld = (yield* tasks.show({ task: key })).task
      const let_ = yield* tasks.unblock({ task: key })

      expect(whileHeld).toMatchObject({ column: "work", status: "held" })
      expect(let_).toMatchObject({ column: "check", status: "ready" })
    })
  )

  it.effect("a task that starts later has its run due then, and a change of it changes what waits", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const runs = yield* Runs
      const { create } = yield* pipelineOf({ name: "work", category: "ready", gate: "agent", action: "later" })
      const start = new Date(Math.ceil(Date.now() / 1000) * 1000 + 3_600_000)
      const { id, key } = yield* create("docs", { start: start.toISOString() })
      const [due] = (yield* runs.list({ task: id })).items
      const early = (yield* tasks.show({ task: key })).task

      const now = yield* tasks.update({ task: key, start: "now", body: "Now known" })
      const [claimed] = yield* workOff("later")

      expect(early).toMatchObject({ status: "scheduled" })
      expect(due!.dueAt).toStrictEqual(start)
      expect(now.status).toBe("queued")
      expect(claimed).toMatchObject({ payload: { task: { body: "Now known" } } })
    })
  )

  it.effect("a run that a person cancels is not enqueued again, and why says how to go on", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const runs = yield* Runs
      const { create } = yield* pipelineOf({ name: "work", category: "ready", gate: "agent", action: "cancelled" })
      const { id, key } = yield* create("docs")
      const [queued] = (yield* runs.list({ task: id })).items

      yield* runs.cancel({ run: queued!.id, reason: "Not today." })
      const reasons = yield* tasks.why({ task: key })
      yield* runs.retry({ run: queued!.id })
      yield* workOff("cancelled")

      expect(reasons.map(({ kind }) => kind)).toStrictEqual(["run_cancelled", "ready"])
      expect(reasons[0]!.sentence).toContain("Not today.")
      expect(yield* tasks.why({ task: key, to: "done" })).toMatchObject([{ kind: "ready" }])
    })
  )

  it.effect("the daemon finds what nobody pursued: a run that ended elsewhere, a column that changed", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const tasks = yield* Tasks
      const boards = yield* Boards
      const pursueOverdue = yield* makePursueOverdue
      const { board, create, project } = yield* pipelineOf(
        { name: "work", category: "ready", gate: "agent", autoAdvance: true, action: "elsewhere" },
        { name: "check", category: "review" }
      )
      const [ended, approved] = [yield* create("ended"), yield* create("approved")]
      yield* db.all(() => sql`delete from genie.live_runs where task_id = ${ended.id}`)
      yield* db.all(
        () => sql`update genie.runs set outcome = 'succeeded', finished_at = genie.now() where task_id = ${ended.id}`
      )

      yield* pursueOverdue()
      yield* pursueOverdue()

      expect(yield* pathOf(ended.key)).toStrictEqual(["work", "check"])
      expect((yield* tasks.show({ task: approved.key })).task.status).toBe("queued")
      yield* boards.changeColumn({ project, board, column: "work", gate: null, action: null })
      yield* pursueOverdue()
      expect((yield* tasks.show({ task: approved.key })).task.column).toBe("check")
    })
  )
})
