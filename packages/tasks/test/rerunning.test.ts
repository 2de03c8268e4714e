// Runs of tasks that are put back into their queues, tried again or cancelled, by those who see the run and not the task.

import { Actors } from "@genie/identity/contract"
import { Runs, Workers } from "@genie/scheduler/effect"
import { Db } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import { Tasks } from "../src/contract/Tasks.ts"
import { makePursueOverdue } from "../src/service/TasksDaemon.ts"
import { pipelineOf, runsOf, workerOf, workOff } from "./pipelineOf.ts"
import { as, tasksLayer } from "./tasksLayer.ts"

/** What the log of the project of a task says, oldest first. */
const projectLog = (task: string) =>
  Effect.flatMap(Db, (db) =>
    Effect.map(
      db.all<{ readonly action: string }>(
        () => sql`
          select action
          from genie.audit_events
          join genie.audit_logs on audit_logs.id = log_id
          join genie.tasks on tasks.project_id = audit_logs.project_id
          where tasks.id = ${task}
          order by seq`
      ),
      (rows) => rows.map(({ action }) => action)
    )
  )

/** A task in `build`, whose action has been claimed by a worker, or has failed. */
const inBuild = Effect.fnUntraced(function* (queue: string) {
  const tasks = yield* Tasks
  const { create } = yield* pipelineOf(
    { name: "plan", category: "backlog" },
    { name: "build", category: "active", action: queue },
    { name: "check", category: "review", action: `${queue}-check` }
  )
  const task = yield* create("docs")
  yield* tasks.move({ task: task.key, to: "build" })
  return task
})

const claimedInBuild = Effect.fnUntraced(function* (queue: string) {
  const workers = yield* Workers
  const task = yield* inBuild(queue)
  const worker = yield* workerOf(queue)
  yield* workers.claim({ worker, limit: 10 })
  return { ...task, worker }
})

const failedInBuild = Effect.fnUntraced(function* (queue: string) {
  const task = yield* inBuild(queue)
  const [failed] = yield* workOff(queue, "failed")
  return { ...task, run: failed!.id }
})

onEveryBackend("Running again", tasksLayer, (it) => {
  it.effect("a worker that leaves does not put back a run that its task has left: the next action is enqueued", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const workers = yield* Workers
      const { id, key, worker } = yield* claimedInBuild("left")
      yield* tasks.move({ task: key, to: "check" })

      yield* workers.leave({ worker })

      expect(yield* runsOf(id)).toEqual(["cancelled left", "queued left-check"])
    })
  )

  it.effect("a worker that leaves does not put back a run of a held task", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const workers = yield* Workers
      const { id, key, worker } = yield* claimedInBuild("held")
      yield* tasks.block({ task: key, reason: "Legal says no" })

      yield* workers.leave({ worker })
      const whileHeld = yield* runsOf(id)
      yield* tasks.unblock({ task: key })

      expect(whileHeld).toEqual(["cancelled held"])
      expect(yield* runsOf(id)).toEqual(["cancelled held", "queued held"])
    })
  )

  it.effect("that a worker was asked to stop, and that one put a run back, is in the log of the project", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const workers = yield* Workers
      const asked = yield* claimedInBuild("asked")
      yield* tasks.move({ task: asked.key, to: "plan" })
      const taken = yield* claimedInBuild("taken")
      yield* Effect.flip(tasks.checkout({ task: taken.key, takeOver: true }))
      const wanted = yield* claimedInBuild("wanted")

      yield* workers.leave({ worker: wanted.worker })

      for (const { id } of [asked, taken]) expect(yield* projectLog(id)).toContain("run.cancel_asked")
      expect(yield* projectLog(wanted.id)).toContain("run.given_back")
      expect(yield* runsOf(wanted.id)).toEqual(["queued wanted"])
    })
  )

  it.effect("no run is retried of a task that is held, done or elsewhere by now, and the refusal says so", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const runs = yield* Runs
      const held = yield* failedInBuild("retry-held")
      yield* tasks.block({ task: held.key, reason: "Legal says no." })
      const done = yield* failedInBuild("retry-done")
      yield* tasks.move({ task: done.key, to: "done" })
      const gone = yield* failedInBuild("retry-gone")
      yield* tasks.move({ task: gone.key, to: "check" })
      yield* workOff("retry-gone-check", "failed")

      const refusals = yield* Effect.forEach([held, done, gone], ({ run }) => Effect.flip(runs.retry({ run })))

      expect(refusals.map(({ message }) => message.replace(/^.*retried: /, ""))).toEqual([
        `ana holds ${held.key}: Legal says no.`,
        `${done.key} is done.`,
        `${gone.key} came to check since.`
      ])
      expect(yield* runsOf(gone.id)).toEqual(["failed retry-gone", "failed retry-gone-check"])
    })
  )

  it.effect("what is retried of a task that has changed since is enqueued as the task is now", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const runs = yield* Runs
      const { id, key, run } = yield* failedInBuild("retry-changed")
      yield* tasks.update({ task: key, body: "Now known" })

      const again = yield* runs.retry({ run })

      expect(again).toMatchObject({ state: "queued", payload: { task: { body: "Now known" } } })
      expect((yield* runsOf(id)).at(-1)).toBe("queued retry-changed")
      expect(yield* projectLog(id)).toContain("run.retried")
    })
  )

  it.effect("what a person cancelled does not come back when somebody looked at it and gave it back", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const runs = yield* Runs
      const pursueOverdue = yield* makePursueOverdue
      const { id, key } = yield* inBuild("looked-at")
      const [queued] = (yield* runs.list({ task: id })).items
      yield* runs.cancel({ run: queued!.id, reason: "Not by an agent" })

      yield* tasks.checkout({ task: key })
      yield* tasks.release({ task: key })
      yield* pursueOverdue()

      expect(yield* runsOf(id)).toEqual(["cancelled looked-at", "cancelled checkout"])
      expect((yield* tasks.why({ task: key })).map(({ kind }) => kind)).toContain("run_cancelled")
    })
  )

  it.effect("what failed is not tried again because somebody looked at it and gave it back", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const pursueOverdue = yield* makePursueOverdue
      const { id, key } = yield* failedInBuild("failed-before")

      yield* tasks.checkout({ task: key })
      yield* tasks.release({ task: key })
      yield* pursueOverdue()

      expect(yield* runsOf(id)).toEqual(["failed failed-before", "cancelled checkout"])
      expect((yield* tasks.why({ task: key })).map(({ kind }) => kind)).toContain("run_failed")
    })
  )

  it.effect("what failed is not tried again because the host that enqueued the run before was ahead of its time", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const tasks = yield* Tasks
      const { id, key } = yield* inBuild("ahead")
      yield* tasks.block({ task: key, reason: "Wait" })
      // Ids are made by the clocks of hosts: this one was years ahead.
      yield* db.all(() => sql`update genie.runs set id = '01ffffff-ffff-7000-8000-000000000001' where task_id = ${id}`)
      yield* tasks.unblock({ task: key })

      yield* workOff("ahead", "failed")

      expect(yield* runsOf(id)).toEqual(["failed ahead", "cancelled ahead"])
    })
  )

  it.effect("whoever is disabled cancels and retries no run of a task", () =>
    Effect.gen(function* () {
      const runs = yield* Runs
      const actors = yield* Actors
      const { id } = yield* inBuild("disabled")
      const [queued] = (yield* runs.list({ task: id })).items
      const { run } = yield* failedInBuild("disabled-failed")
      yield* actors.create({ handle: "mallory", kind: "human" })
      yield* actors.disable({ actor: "mallory" })

      const refusals = yield* Effect.all([
        Effect.flip(runs.cancel({ run: queued!.id })),
        Effect.flip(runs.retry({ run }))
      ]).pipe(as("mallory"))

      for (const { message } of refusals) expect(message).toContain("mallory")
      expect(yield* runsOf(id)).toEqual(["queued disabled"])
    })
  )
})
