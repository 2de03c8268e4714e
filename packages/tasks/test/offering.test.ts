// Which ready tasks are offered to whoever asks for work: an agent gets no task on which only a person is missing, and
// a task that keeps failing lets the others have their turn.
import { Runs, Workers } from "@genie/scheduler/effect"
import { uuidv7 } from "@genie/store/model"
import { onEveryBackend, setClock } from "@genie/store/testing"
import { Effect } from "effect"
import { expect } from "vitest"
import { Tasks } from "../src/contract/Tasks.ts"
import { FAILED_TRIES_MAX } from "../src/service/makeCountTries.ts"
import { pipelineOf, workerOf, workOff } from "./pipelineOf.ts"
import { as, tasksLayer } from "./tasksLayer.ts"

const columns = [
  { name: "draft", category: "backlog", gate: "human" },
  { name: "build", category: "active", gate: "agent" }
] as const

const bot = as("bot", "agent")
const other = as("other", "agent")

/** The key of the task that a claim gives. */
const claimed = (project: string) =>
  Effect.flatMap(Tasks, (tasks) => Effect.map(tasks.claim({ project }), ({ checkout }) => checkout?.task.key ?? null))

onEveryBackend("Offering", tasksLayer, (it) => {
  it.effect("an agent that claims and completes in a loop gets every task once, and then none", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      const [first, second] = [yield* create("first"), yield* create("second")]

      const got: Array<string | null> = []
      for (let round = 0; round < 4; round++) {
        const key = yield* claimed(project).pipe(bot)
        got.push(key)
        if (key !== null) yield* tasks.complete({ task: key }).pipe(bot)
      }

      expect(got).toStrictEqual([first.key, second.key, null, null])
    })
  )

  it.effect("what agents have done their part on is offered to people only, and explained to agents", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      const { key } = yield* create("theirs")
      yield* tasks.checkout({ task: key }).pipe(bot)
      yield* tasks.complete({ task: key }).pipe(bot)

      expect((yield* tasks.ready({ project }).pipe(other)).items).toEqual([])
      const explained = (yield* tasks.explain({ project }).pipe(other)).items
      expect(explained.map(({ task }) => task.key)).toStrictEqual([key])
      expect(explained[0]!.why.map(({ sentence }) => sentence).join(" ")).toMatch(
        /bot did their part\. A person lets it/i
      )
      expect((yield* tasks.ready({ project })).items.map((task) => task.key)).toStrictEqual([key])
      expect((yield* tasks.explain({ project })).items).toEqual([])
      expect(yield* claimed(project).pipe(other)).toBeNull()
      expect(yield* claimed(project)).toBe(key)
    })
  )

  it.effect("a rejection gives the task back to agents", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      const { key } = yield* create("again")
      yield* tasks.checkout({ task: key }).pipe(bot)
      yield* tasks.complete({ task: key }).pipe(bot)
      yield* tasks.reject({ task: key, reason: "Not yet." })

      expect(yield* claimed(project).pipe(bot)).toBe(key)
    })
  )

  it.effect("of a column that asks for a second pair of eyes another agent is offered what one has done", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf({
        name: "check",
        category: "ready",
        gate: "agent",
        isFourEyes: true
      })
      const { key } = yield* create("twice").pipe(bot)
      yield* tasks.checkout({ task: key }).pipe(bot)
      yield* tasks.complete({ task: key }).pipe(bot)

      expect(yield* claimed(project).pipe(bot)).toBeNull()
      expect(yield* claimed(project).pipe(other)).toBe(key)
    })
  )

  it.effect("a task that failed lets the others have their turn, and comes back after a wait", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      yield* setClock("2027-01-01T09:00:00Z")
      const { create, project } = yield* pipelineOf(...columns)
      const sick = yield* create("sick", { priority: "urgent" })
      const well = yield* create("well")
      expect(yield* claimed(project).pipe(bot)).toBe(sick.key)
      yield* tasks.release({ task: sick.key, failed: true, reason: "It does not compile." }).pipe(bot)

      expect((yield* tasks.ready({ project }).pipe(bot)).items.map(({ key }) => key)).toStrictEqual([well.key])
      expect(yield* claimed(project).pipe(bot)).toBe(well.key)
      expect(yield* claimed(project).pipe(bot)).toBeNull()
      const [reason] = (yield* tasks.why({ task: sick.key })).filter(({ kind }) => kind === "trying_later")
      expect(reason).toMatchObject({ until: new Date("2027-01-01T09:01:00Z") })

      yield* setClock("2027-01-01T09:01:00Z")
      expect(yield* claimed(project).pipe(bot)).toBe(sick.key)
    })
  )

  it.effect("a task that failed once too often is held for a person, who lets it go on as new", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      const { key } = yield* create("hopeless")
      for (let tries = 0; tries < FAILED_TRIES_MAX; tries++) {
        yield* tasks.checkout({ task: key }).pipe(bot)
        yield* tasks.release({ task: key, failed: true, reason: "Out of memory." }).pipe(bot)
      }

      const { task } = yield* tasks.show({ task: key })
      expect(task).toMatchObject({
        status: "held",
        heldBy: "genie",
        heldReason: "3 tries in draft failed. The last one: Out of memory."
      })
      expect((yield* tasks.why({ task: key }))[0]).toMatchObject({
        kind: "held",
        commands: [`genie task unblock ${key}`]
      })
      yield* tasks.unblock({ task: key })
      expect(yield* claimed(project).pipe(bot)).toBe(key)
      yield* tasks.release({ task: key, failed: true }).pipe(bot)
      expect((yield* tasks.show({ task: key })).task.status).toBe("ready")
    })
  )

  it.effect("a success and a move forget the failed tries", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, project } = yield* pipelineOf(...columns)
      const { key } = yield* create("better")
      const fail = Effect.andThen(
        tasks.checkout({ task: key }).pipe(bot),
        tasks.release({ task: key, failed: true }).pipe(bot)
      )
      yield* Effect.replicateEffect(fail, FAILED_TRIES_MAX - 1)
      yield* tasks.checkout({ task: key })
      yield* tasks.complete({ task: key })
      yield* Effect.replicateEffect(fail, FAILED_TRIES_MAX - 1)
      expect((yield* tasks.show({ task: key })).task.status).toBe("ready")

      yield* tasks.move({ task: key, to: "build" })

      expect(yield* claimed(project).pipe(bot)).toBe(key)
    })
  )

  it.effect("runs of workers that fail count as tries, too, once each with all of its attempts", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const runs = yield* Runs
      const workers = yield* Workers
      const queue = `offering-${uuidv7()}`
      const { create } = yield* pipelineOf({ name: "do", category: "ready", gate: "agent", action: queue })
      const { key } = yield* create("by a worker")
      const worker = yield* workerOf(queue)
      for (let tries = 0; tries < FAILED_TRIES_MAX; tries++) {
        const [run] = yield* workers.claim({ worker, limit: 1 })
        yield* workers.complete({
          worker,
          completions: [{ run: run!.id, fence: run!.fence, outcome: "failed", failureMessage: "exit 1" }]
        })
        if (tries < FAILED_TRIES_MAX - 1) yield* runs.retry({ run: run!.id })
      }

      expect((yield* tasks.show({ task: key })).task).toMatchObject({ status: "held", heldBy: "genie" })
    })
  )

  it.effect("a column that sends failures elsewhere sends them, and nothing is held", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const queue = `offering-${uuidv7()}`
      const { create } = yield* pipelineOf(
        { name: "repair", category: "backlog", gate: "human" },
        { name: "do", category: "active", gate: "agent", action: queue, onFail: "repair" }
      )
      const { key } = yield* create("to and fro")
      for (let tries = 0; tries < FAILED_TRIES_MAX + 1; tries++) {
        yield* tasks.move({ task: key, to: "do" })
        yield* workOff(queue, "failed")
        expect((yield* tasks.show({ task: key })).task).toMatchObject({ column: "repair", status: "ready" })
      }
    })
  )
})
