// Nothing is refused and nothing waits without `why` having a sentence for it: these tests walk all of them.

import { Actors } from "@genie/identity/contract"
import { Runs, Workers } from "@genie/scheduler/effect"
import { uuidv7 } from "@genie/store/model"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { expect, test } from "vitest"
import { type Reason, ReasonKind } from "../src/contract/Reason.ts"
import { Tasks } from "../src/contract/Tasks.ts"
import * as refusals from "../src/contract/taskRefusals.ts"
import { pipelineOf, workerOf, workOff } from "./pipelineOf.ts"
import { as, tasksLayer } from "./tasksLayer.ts"

const [bob, bot] = [as("bob"), as("bot", "agent")]

/** A board on which everything can happen; its queues are its own, so that nobody else's workers serve them. */
const everything = Effect.fnUntraced(function* () {
  const tasks = yield* Tasks
  const made = yield* pipelineOf(
    { name: "plan", category: "backlog", gate: "human" },
    { name: "work", category: "active", gate: "agent", autoAdvance: true },
    { name: "check", category: "review", gate: "human", isFourEyes: true, wipLimit: 1 },
    { name: "either", category: "ready", gate: "human|agent" },
    { name: "both", category: "active", gate: "human+agent", autoAdvance: true },
    { name: "end", category: "active" }
  )
  return {
    ...made,
    /** A task in this column, wherever its gates would let it. */
    inColumn: Effect.fnUntraced(function* (column: string, rest: Parameters<typeof made.create>[1] = {}) {
      const task = yield* made.create(`in ${column}`, rest)
      if (column === "plan") return task
      yield* tasks.move({ task: task.key, to: "cancelled" })
      return yield* tasks.move({ task: task.key, to: column })
    })
  }
})

/** A column whose action waits on a queue of its own. */
const acting = Effect.fnUntraced(function* (title: string, rest: { readonly start?: string } = {}) {
  const queue = `why-${uuidv7()}`
  const made = yield* pipelineOf(
    { name: "do", category: "ready", gate: "agent", autoAdvance: true, action: queue },
    { name: "next", category: "active", wipLimit: 1 }
  )
  return { ...made, queue, task: yield* made.create(title, rest) }
})

/** How each kind comes about, and the reasons that are given then. */
const states: Record<ReasonKind, Effect.Effect<ReadonlyArray<Reason>, unknown, any>> = {
  ready: Effect.gen(function* () {
    const { create } = yield* everything()
    return yield* whyOf(yield* create("ready"))
  }),
  done: Effect.gen(function* () {
    const { inColumn } = yield* everything()
    const task = yield* inColumn("end")
    return yield* whyOf(yield* moved(task, "done"))
  }),
  cancelled: Effect.gen(function* () {
    const { create } = yield* everything()
    return yield* whyOf(yield* moved(yield* create("cancelled"), "cancelled"))
  }),
  held: Effect.gen(function* () {
    const tasks = yield* Tasks
    const { create } = yield* everything()
    return yield* whyOf(yield* tasks.block({ task: (yield* create("held")).key, reason: "Wait" }))
  }),
  blocked: Effect.gen(function* () {
    const { create } = yield* everything()
    return yield* whyOf(yield* create("blocked", { dependsOn: [(yield* create("first")).key] }))
  }),
  checked_out: Effect.gen(function* () {
    const tasks = yield* Tasks
    const { create } = yield* everything()
    return yield* whyOf((yield* tasks.checkout({ task: (yield* create("mine")).key })).task)
  }),
  running: Effect.gen(function* () {
    const workers = yield* Workers
    const { queue, task } = yield* acting("running")
    yield* workers.claim({ worker: yield* workerOf(queue), limit: 1 })
    return yield* whyOf(task)
  }),
  stopping: Effect.gen(function* () {
    const tasks = yield* Tasks
    const workers = yield* Workers
    const { queue, task } = yield* acting("stopping")
    yield* workers.claim({ worker: yield* workerOf(queue), limit: 1 })
    yield* Effect.flip(tasks.checkout({ task: task.key, takeOver: true }))
    return yield* whyOf(task)
  }),
  queued: Effect.gen(function* () {
    const { queue, task } = yield* acting("queued")
    yield* workerOf(queue)
    return yield* whyOf(task)
  }),
  no_worker: Effect.gen(function* () {
    return yield* whyOf((yield* acting("nobody")).task)
  }),
  waiting_approval: Effect.gen(function* () {
    const tasks = yield* Tasks
    const { create } = yield* everything()
    const task = yield* create("asked")
    yield* tasks.ask({ task: task.key, question: "May I?" })
    return yield* whyOf(task)
  }),
  scheduled: Effect.gen(function* () {
    return yield* whyOf((yield* acting("later", { start: "in 1h" })).task)
  }),
  gate_human: Effect.gen(function* () {
    const { create } = yield* everything()
    return yield* whyNot(yield* create("human"), "work").pipe(bot)
  }),
  gate_agent: Effect.gen(function* () {
    const { inColumn } = yield* everything()
    return yield* whyNot(yield* inColumn("work"), "either")
  }),
  four_eyes: Effect.gen(function* () {
    const { inColumn } = yield* everything()
    return yield* whyNot(yield* inColumn("check"), "either")
  }),
  reviewer: Effect.gen(function* () {
    const tasks = yield* Tasks
    const actors = yield* Actors
    const { inColumn } = yield* everything()
    const task = yield* inColumn("check")
    yield* Effect.ignore(actors.create({ handle: "bob", kind: "human" }))
    yield* tasks.assign({ task: task.key, actor: "bob", role: "reviewer" })
    return yield* whyNot(task, "either").pipe(as("eve"))
  }),
  run_failed: Effect.gen(function* () {
    const { queue, task } = yield* acting("failed")
    yield* workOff(queue, "failed", "It is red.")
    return yield* whyOf(task)
  }),
  trying_later: Effect.gen(function* () {
    const { queue, task } = yield* acting("failed once")
    yield* workOff(queue, "failed", "It is red.")
    return yield* whyOf(task)
  }),
  run_cancelled: Effect.gen(function* () {
    const runs = yield* Runs
    const { task } = yield* acting("called off")
    yield* runs.cancel({ run: task.run!.id, reason: "Not today." })
    return yield* whyOf(task)
  }),
  rejected: Effect.gen(function* () {
    const tasks = yield* Tasks
    const { create } = yield* everything()
    return yield* whyOf(yield* tasks.reject({ task: (yield* create("bad")).key, reason: "Too long" }).pipe(bob))
  }),
  next_wip_full: Effect.gen(function* () {
    const { create, queue } = yield* acting("first in")
    yield* workOff(queue)
    const task = yield* create("second in")
    yield* workOff(queue)
    return yield* whyOf(task)
  }),
  next_blocked: Effect.gen(function* () {
    const tasks = yield* Tasks
    const { create, queue, task } = yield* acting("blocked on the way")
    const other = yield* create("blocker", { start: "in 1h" })
    const workers = yield* Workers
    const worker = yield* workerOf(queue)
    const [claimed] = yield* workers.claim({ worker, limit: 1 })
    yield* tasks.addDependency({ task: task.key, on: other.key })
    yield* workers.complete({
      worker,
      completions: [{ run: claimed!.id, fence: claimed!.fence, outcome: "succeeded" }]
    })
    return yield* whyOf(task)
  }),
  wip_full: Effect.gen(function* () {
    const { create, inColumn } = yield* everything()
    yield* inColumn("check")
    return yield* whyNot(yield* create("one more"), "check")
  }),
  column_unknown: Effect.gen(function* () {
    const { create } = yield* everything()
    return yield* whyNot(yield* create("lost"), "chekc")
  }),
  already_there: Effect.gen(function* () {
    const { create } = yield* everything()
    return yield* whyNot(yield* create("there"), "plan")
  }),
  actor_disabled: Effect.gen(function* () {
    const actors = yield* Actors
    const { create, project } = yield* everything()
    yield* actors.create({ handle: `off-${project}`, kind: "human" })
    yield* actors.disable({ actor: `off-${project}` })
    return yield* whyNot(yield* create("mine"), "work").pipe(as(`off-${project}`))
  })
}

const whyOf = (task: { readonly key: string }) => Effect.flatMap(Tasks, (tasks) => tasks.why({ task: task.key }))
const whyNot = (task: { readonly key: string }, to: string) =>
  Effect.flatMap(Tasks, (tasks) => tasks.why({ task: task.key, to }))
const moved = (task: { readonly key: string }, to: string) =>
  Effect.flatMap(Tasks, (tasks) => tasks.move({ task: task.key, to }))

/** What of a refusal `why` says about the task afterwards. Those that are about the input are no state of the task. */
const explained: Partial<Record<keyof typeof refusals, ReadonlyArray<ReasonKind>>> = {
  TaskBlocked: ["blocked"],
  GateHolds: ["gate_human", "gate_agent", "four_eyes"],
  WipLimitReached: ["wip_full"],
  RoleRequired: ["reviewer"],
  TaskHeld: ["held"],
  TaskTaken: ["checked_out", "running", "stopping"],
  TaskClosed: ["done", "cancelled"],
  TaskNotStarted: ["scheduled"],
  TaskWaiting: ["waiting_approval"],
  NotHolding: ["ready", "checked_out", "running", "queued", "no_worker"],
  ApprovalRefused: ["waiting_approval", "four_eyes", "gate_human", "gate_agent"]
}
const aboutTheInput = ["TaskNotFound", "StaleRevision", "DependencyCycle", "TaskFull"]

test("every refusal of a task is either about what was said, or has a kind of reason that explains it", () => {
  expect([...Object.keys(explained), ...aboutTheInput].toSorted()).toStrictEqual(Object.keys(refusals).toSorted())
})

onEveryBackend("Why", tasksLayer, (it) => {
  for (const kind of ReasonKind.literals) {
    it.effect(`says in a sentence what ${kind} is, and who can change it`, () =>
      Effect.gen(function* () {
        const reasons = yield* states[kind]

        const found = reasons.find((reason) => reason.kind === kind)
        expect(found, `${kind} among ${reasons.map((reason) => reason.kind).join(", ")}`).toBeDefined()
        expect(found!.sentence).toMatch(/^[A-Za-z"].{10,}/)
        expect(found!.sentence).not.toMatch(/null|undefined|\.\./)
        if (naming[kind] !== undefined) expect(found![naming[kind]], kind).not.toBeNull()
      })
    )
  }

  it.effect("move refuses with what why says first, wherever somebody wants to go", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create, inColumn } = yield* everything()
      const full = yield* inColumn("check")
      const starts = [
        yield* create("plain"),
        yield* create("blocked", { dependsOn: [full.key] }),
        yield* inColumn("work"),
        full
      ]
      for (const { key } of starts) {
        for (const to of ["work", "check", "either", "done"]) {
          for (const asker of [as("ana"), bob, bot]) {
            const reasons = yield* tasks.why({ task: key, to }).pipe(asker)
            const before = (yield* tasks.show({ task: key })).task
            const refusal = yield* tasks.move({ task: key, to }).pipe(
              asker,
              Effect.map(() => null),
              Effect.catch((error) => Effect.succeed(error))
            )
            if (refusal === null) {
              expect([["ready"], ["already_there"]]).toContainEqual(reasons.map(({ kind }) => kind))
              if (to !== before.column) yield* tasks.move({ task: key, to: "cancelled" })
              if (to !== before.column) yield* tasks.move({ task: key, to: before.column })
            } else {
              const kinds = explained[refusal._tag as keyof typeof refusals] ?? []
              expect(kinds, `${refusal.message} | ${reasons[0]!.sentence}`).toContain(reasons[0]!.kind)
              if (refusal._tag === "GateHolds")
                expect(reasons.slice(-refusal.missing.length)).toStrictEqual(refusal.missing)
            }
          }
        }
      }
    })
  )

  it.effect("of a task that is not ready it tells everything, the first thing first", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const { create } = yield* everything()
      const first = yield* create("first")
      const { key } = yield* create("all of it", { dependsOn: [first.key], start: "in 1h" })
      yield* tasks.ask({ task: key })
      yield* tasks.block({ task: key, reason: "The customer thinks about it." })

      const reasons = yield* tasks.why({ task: key })

      expect(reasons.map(({ kind }) => kind)).toStrictEqual([
        "held",
        "blocked",
        "waiting_approval",
        "scheduled",
        "gate_human"
      ])
      expect(reasons[0]).toMatchObject({
        sentence: "ana holds it: The customer thinks about it.",
        commands: [`genie task unblock ${key}`],
        actor: "ana"
      })
      expect(reasons[1]).toMatchObject({ task: first.key })
      expect(reasons[3]!.until).not.toBeNull()
    })
  )

  it.effect("of a task that is ready it says who may do what next", () =>
    Effect.gen(function* () {
      const { create, inColumn } = yield* everything()
      const first = (task: { readonly key: string }) => Effect.map(whyOf(task), ([reason]) => reason!)
      const sentence = (task: { readonly key: string }) => Effect.map(first(task), ({ sentence }) => sentence)
      const plan = yield* create("plan")
      const [work, check, either, both, end] = yield* Effect.forEach(
        ["work", "check", "either", "both", "end"],
        (column) => inColumn(column)
      )

      expect(yield* first(plan)).toMatchObject({
        sentence: `${plan.key} is ready. A person lets it out of plan.`,
        commands: [`genie task move ${plan.key} work`]
      })
      expect(yield* first(work!)).toMatchObject({
        sentence: `${work!.key} is ready. An agent lets it out of work.`,
        commands: [`genie task checkout ${work!.key}`, `genie task complete ${work!.key}`]
      })
      expect(yield* sentence(check!)).toContain("A person other than ana lets it out of check")
      expect(yield* sentence(either!)).toContain("A person, or an agent, lets it out of either")
      expect(yield* sentence(both!)).toContain("and a person lets it out of both")
      expect(yield* sentence(end!)).toBe(`${end!.key} is ready. Anybody moves it on.`)
    })
  )
})

/** What a reason of this kind always names. */
const naming: { readonly [K in ReasonKind]?: "task" | "actor" | "run" | "until" } = {
  held: "actor",
  blocked: "task",
  checked_out: "actor",
  running: "run",
  stopping: "run",
  queued: "run",
  no_worker: "run",
  scheduled: "until",
  four_eyes: "actor",
  reviewer: "actor",
  run_failed: "run",
  run_cancelled: "run",
  rejected: "actor",
  next_wip_full: "task",
  next_blocked: "task",
  wip_full: "task",
  actor_disabled: "actor"
}
