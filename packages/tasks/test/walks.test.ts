// The invariants of tasks along random walks: I1 at most one unfinished run, I5 ready is exactly what nothing keeps from
// being worked on, I6 no path through a gate without what it asks for, and nobody left behind who may go on.
import { CurrentCaller } from "@genie/operation"
import { Runs, Workers } from "@genie/scheduler/effect"
import { Db } from "@genie/store/database"
import type { RunId } from "@genie/store/model"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import fc from "fast-check"
import { sql } from "kysely"
import { expect } from "vitest"
import { Tasks } from "../src/contract/Tasks.ts"
import { pipelineOf, workerOf } from "./pipelineOf.ts"
import { tasksLayer } from "./tasksLayer.ts"
import { columnsOf, type Move, Onlooker, people, type Seen, TASKS_IN_WALK, type Walk, walk } from "./walk.ts"

/** How many boards are walked on each backend, and how many steps on each. Together about ten seconds. */
const WALKS = Number(process.env.GENIE_TEST_WALKS ?? 8)
const STEPS = 40

const seed = Number(process.env.GENIE_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))

onEveryBackend("Walks", tasksLayer, (it, backend) => {
  it.effect(
    "whatever people, agents and workers do, a task has one run, is ready when nothing keeps it, and passes no gate for free",
    () =>
      Effect.gen(function* () {
        const context = yield* Effect.context<Tasks | Runs | Workers | Db | CurrentCaller>()
        console.info(`Walks on ${backend}: GENIE_TEST_SEED=${seed}`)
        yield* Effect.promise(() =>
          fc.assert(
            fc.asyncProperty(walk(STEPS), (chosen) =>
              Effect.runPromiseWith(context)(walked(chosen) as Effect.Effect<void>)
            ),
            { seed, numRuns: WALKS, endOnFailure: process.env.GENIE_TEST_SHRINK === undefined }
          )
        )
      }),
    60_000 + WALKS * 5_000
  )
})

/** A run that a worker has, or somebody in person. */
interface Taken {
  readonly run: RunId
  readonly fence: number
  readonly worker: string
  readonly key: string
  readonly stay: number
  /** How often its task had been rejected by then: what was begun before a rejection counts for nothing after it. */
  readonly rejections: number
  readonly queue: string
}

const walked = Effect.fnUntraced(function* (chosen: Walk) {
  const tasks = yield* Tasks
  const runs = yield* Runs
  const workers = yield* Workers
  const prefix = crypto.randomUUID()
  const columns = columnsOf(chosen, prefix)
  const { create, project } = yield* pipelineOf(...columns)
  const onlooker = new Onlooker(columns)
  const stages = yield* makeStages(project)
  const taken: Array<Taken> = []
  const checkouts = new Map<string, { readonly who: number; readonly stay: number; readonly rejections: number }>()
  const rejections = new Map<string, number>()
  const rejectionsOf = (key: string) => rejections.get(key) ?? 0
  const keys: Array<string> = []
  const ids = new Map<string, string>()
  const workerIds = new Map<string, Effect.Success<ReturnType<typeof workerOf>>>()

  for (let nth = 0; nth < TASKS_IN_WALK; nth++) {
    const { id, key } = yield* create(`task ${nth}`)
    ids.set(key, id)
    keys.push(key)
    onlooker.begin(key, "c0", "ana")
    yield* look(null)
  }
  for (const [at, step] of chosen.moves.entries()) {
    const trace = `step ${at}: ${JSON.stringify(step)} on ${JSON.stringify(columns)}`
    const moved = yield* act(step, trace)
    yield* look(moved, trace)
  }

  /** Does it, and tells the onlooker what was given by it. Answers whom somebody has moved by hand. */
  function* doing(step: Move, trace: string) {
    const key = "task" in step ? keys[step.task]! : ""
    const seen = onlooker.tasks.get(key)!
    const by = people[("who" in step ? step.who : null) ?? checkouts.get(key)?.who ?? 0]!
    const asked = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      effect.pipe(
        Effect.provideService(CurrentCaller, { actor: by, via: "library" }),
        Effect.match({ onSuccess: () => null, onFailure: (error) => (error as { readonly _tag: string })._tag })
      )
    switch (step.do) {
      case "move": {
        const to = onlooker.columnBy(seen, step.by)
        const expected = onlooker.refusalOf(seen, to, by)
        const isMoved = to !== seen.column
        expect(yield* asked(tasks.move({ task: key, to })), trace).toBe(expected)
        return expected === null && isMoved ? { key, to, by } : null
      }
      case "approve": {
        const wording = step.edit ? seen.wording + 1 : seen.wording
        const refusal = yield* asked(
          tasks.approve({ task: key, ...(step.edit ? { body: `wording ${wording} ${prefix}` } : {}) })
        )
        if (refusal !== null) return null
        Object.assign(seen, { wording, asks: 0, hasFailed: false })
        seen.given.push({ who: by.handle, kind: by.kind, wording })
        return null
      }
      case "reject":
        if ((yield* asked(tasks.reject({ task: key, reason: "No." }))) === null) {
          Object.assign(seen, { given: [], asks: 0, hasFailed: true })
          rejections.set(key, rejectionsOf(key) + 1)
        }
        return null
      case "ask":
        if ((yield* asked(tasks.ask({ task: key }))) === null) seen.asks++
        return null
      case "checkout":
        if ((yield* asked(tasks.checkout({ task: key, takeOver: step.takeOver }))) === null) {
          const before = checkouts.get(key)
          if (before?.who !== step.who || before.stay !== seen.stay)
            checkouts.set(key, { who: step.who, stay: seen.stay, rejections: rejectionsOf(key) })
        }
        return null
      case "complete":
        if ((yield* asked(tasks.complete({ task: key }))) === null) {
          const checkout = checkouts.get(key)
          expect(checkout, trace).toMatchObject({ who: people.indexOf(by), stay: seen.stay })
          checkouts.delete(key)
          seen.failures = 0
          if (checkout?.rejections === rejectionsOf(key)) {
            seen.given.push({ who: by.handle, kind: by.kind, wording: null })
          }
        }
        return null
      case "release":
        if ((yield* asked(tasks.release({ task: key, failed: step.failed }))) === null) {
          checkouts.delete(key)
          if (step.failed) Object.assign(seen, { hasFailed: true, failures: seen.failures + 1 })
        }
        return null
      case "claim": {
        const { column: place } = seen
        const queue = `${prefix}-${place}`
        const worker = workerIds.get(queue) ?? (yield* workerOf(queue))
        workerIds.set(queue, worker)
        for (const { environment, fence, id } of yield* workers.claim({ worker, limit: 1 })) {
          const key = environment.GENIE_TASK!
          const { column, stay } = onlooker.tasks.get(key)!
          // Nobody is given work of a column that the task has left, that is held, blocked, or early.
          const found = onlooker.tasks.get(key)!
          expect([column, found.isHeld, onlooker.isBlocked(found), found.isEarly], trace).toStrictEqual([
            place,
            false,
            false,
            false
          ])
          taken.push({ run: id, fence, worker, key, stay, queue, rejections: rejectionsOf(key) })
        }
        return null
      }
      case "finish": {
        const [done] = taken.splice(step.nth % Math.max(1, taken.length), 1)
        if (done === undefined) return null
        const outcome = step.succeeds ? ("succeeded" as const) : ("failed" as const)
        const { lost } = yield* workers.complete({
          worker: done.worker as never,
          completions: [{ run: done.run, fence: done.fence, outcome }]
        })
        const worked = onlooker.tasks.get(done.key)!
        if (lost.length > 0 || worked.stay !== done.stay) return null
        if (!step.succeeds) Object.assign(worked, { hasFailed: true, failures: worked.failures + 1 })
        else worked.failures = 0
        if (!step.succeeds) return null
        if (done.rejections === rejectionsOf(done.key)) {
          worked.given.push({ who: `agent:${done.queue}`, kind: "agent", wording: null })
        }
        return null
      }
      case "cancelRun": {
        const { items } = yield* runs.list({ task: ids.get(key)!, limit: 1 })
        if (items[0]?.finishedAt === null && items[0].workerId === null) yield* runs.cancel({ run: items[0].id })
        if (items[0]?.holder != null) checkouts.delete(key)
        return null
      }
      case "block":
        if ((yield* asked(tasks.block({ task: key, reason: "Wait." }))) === null) seen.isHeld = true
        return null
      case "unblock":
        yield* asked(tasks.unblock({ task: key }))
        if (seen.isHeld) Object.assign(seen, { isHeld: false, failures: 0 })
        return null
      case "depend":
        if ((yield* asked(tasks.addDependency({ task: key, on: keys[step.on]! }))) === null)
          seen.waitsFor.add(keys[step.on]!)
        return null
      case "part":
        if ((yield* asked(tasks.removeDependency({ task: key, on: keys[step.on]! }))) === null) {
          seen.waitsFor.delete(keys[step.on]!)
        }
        return null
      case "edit":
        seen.wording++
        yield* asked(tasks.update({ task: key, body: `wording ${seen.wording} ${prefix}` }))
        return null
      case "start":
        yield* asked(tasks.update({ task: key, start: step.isEarly ? "in 1h" : null }))
        seen.isEarly = step.isEarly
        return null
    }
  }

  function act(step: Move, trace: string) {
    return Effect.gen(() => doing(step, trace))
  }

  /** Looks at every step that tasks have taken, and at how they stand now. */
  function look(
    moved: { readonly key: string; readonly to: string; readonly by: (typeof people)[number] } | null,
    trace = ""
  ) {
    return Effect.gen(function* () {
      const byItself: Array<readonly [Seen, string]> = []
      let byHand = moved
      for (const { actor, from, key, to } of yield* stages.since) {
        const seen = onlooker.tasks.get(key)!
        expect(seen.column, trace).toBe(from)
        const isByHand = byHand !== null && byHand.key === key && byHand.to === to
        if (isByHand) {
          byHand = null
        } else {
          expect(seen.isHeld, `held ${key} moves by itself: ${trace}`).toBe(false)
          if (onlooker.isForward(from, to)) {
            expect(onlooker.mayPass(seen, to, null), `${key} goes from ${from} to ${to} for free: ${trace}`).toBe(true)
            expect(onlooker.column(from).autoAdvance, trace).toBe(true)
          } else {
            expect([seen.hasFailed, onlooker.column(from).onFail], trace).toStrictEqual([true, to])
          }
          byItself.push([seen, to])
        }
        onlooker.enter(seen, to, actor)
        checkouts.delete(key)
      }
      expect(byHand, trace).toBeNull()
      for (const [seen, to] of byItself) {
        const isWork = to === "done" || onlooker.column(to).category === "active"
        expect(isWork && onlooker.isBlocked(seen), `${seen.key} is blocked and goes to ${to}: ${trace}`).toBe(false)
      }

      const everything = [...onlooker.tasks.values()]
      for (const seen of everything) if (onlooker.isGivenUp(seen)) seen.isHeld = true
      for (const seen of everything)
        expect(onlooker.isLeftBehind(seen), `${seen.key} is left behind: ${trace}`).toBe(false)
      for (const { name, wipLimit } of columns) {
        const there = everything.filter(({ column }) => column === name).length
        expect(there, `${name} is overfull: ${trace}`).toBeLessThanOrEqual(wipLimit ?? TASKS_IN_WALK)
      }

      const unfinished = yield* stages.unfinished
      expect(new Set(unfinished).size, `two unfinished runs: ${trace}`).toBe(unfinished.length)
      const ready = everything.filter((seen) => onlooker.isReadyButForRuns(seen) && !unfinished.includes(seen.key))
      const listed = (yield* tasks.list({ project, status: "ready" })).items
      expect(listed.map(({ key }) => key).toSorted(), trace).toStrictEqual(ready.map(({ key }) => key).toSorted())
      // When one that failed is offered again is for the clock to say.
      const hasFailed = (key: string) => onlooker.tasks.get(key)!.failures > 0
      const offered = (yield* tasks.ready({ project })).items.filter(({ key }) => !hasFailed(key))
      const expected = ready.filter(({ key }) => !hasFailed(key))
      expect(offered.map(({ key }) => key).toSorted(), trace).toStrictEqual(expected.map(({ key }) => key).toSorted())
    })
  }
})

/** What the tables of a project say, read without the services. */
const makeStages = Effect.fnUntraced(function* (project: string) {
  const db = yield* Db
  let last = "00000000-0000-0000-0000-000000000000"
  return {
    since: Effect.gen(function* () {
      const rows = yield* db.all<{ id: string; key: string; from: string | null; to: string; actor: string }>(
        () => sql`
          select task_stages.id, projects.key || '-' || tasks.number as key, before.name as "from", here.name as "to", actor
          from genie.task_stages
          join genie.tasks on tasks.id = task_stages.task_id
          join genie.projects on projects.id = tasks.project_id
          join genie.board_columns as here on here.id = task_stages.column_id
          left join genie.board_columns as before on before.id = task_stages.from_column_id
          where projects.key = ${project}
            and task_stages.id > ${last}
          order by task_stages.id`
      )
      last = rows.at(-1)?.id ?? last
      return rows.flatMap(({ from, ...row }) => (from === null ? [] : [{ ...row, from }]))
    }),

    unfinished: Effect.map(
      db.all<{ key: string }>(
        () => sql`
          select projects.key || '-' || tasks.number as key
          from genie.runs
          join genie.tasks on tasks.id = runs.task_id
          join genie.projects on projects.id = tasks.project_id
          where projects.key = ${project}
            and runs.outcome is null`
      ),
      (rows) => rows.map(({ key }) => key)
    )
  }
})
