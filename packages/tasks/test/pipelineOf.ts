// A board of the columns a test is about, and what happens to tasks on it.

import { Projects } from "@genie/identity/contract"
import { CurrentCaller } from "@genie/operation"
import { Runs, Workers } from "@genie/scheduler/effect"
import { type RunOutcome, type TemplateColumn, uuidv7 } from "@genie/store/model"
import { Effect } from "effect"
import { Boards } from "../src/contract/Boards.ts"
import { Tasks } from "../src/contract/Tasks.ts"

/** A project of its own with one board of these columns; `done` and `cancelled` follow by themselves. */
export const pipelineOf = Effect.fnUntraced(function* (...columns: ReadonlyArray<TemplateColumn>) {
  const projects = yield* Projects
  const boards = yield* Boards
  const tasks = yield* Tasks
  const name = `P${uuidv7().replaceAll("-", "").slice(-9).toUpperCase()}`
  const { key } = yield* projects.create({ name, key: name })
  const { name: board } = yield* boards.create({ name: "pipeline", project: key, columns })
  return {
    project: key,
    board,
    create: (title: string, rest: Partial<Parameters<typeof tasks.create>[0]> = {}) =>
      tasks.create({ title, project: key, board, ...rest })
  }
})

/** A worker of this queue, which says it is there. */
export const workerOf = Effect.fnUntraced(function* (queue: string) {
  const workers = yield* Workers
  const { id } = yield* workers.register({
    name: `worker-of-${queue}`,
    host: "here",
    bootId: "boot",
    pid: 4711,
    processStartedAt: "then",
    queues: [queue],
    slots: 100,
    version: "0.0.0"
  })
  return id
})

/** A worker claims what waits on the queue, and everything ends like this. Answers the runs. */
export const workOff = Effect.fnUntraced(
  function* (queue: string, outcome: Exclude<RunOutcome, "lost"> = "succeeded", failureMessage?: string) {
    const workers = yield* Workers
    const worker = yield* workerOf(queue)
    const claimed = yield* workers.claim({ worker, limit: 100 })
    if (claimed.length > 0) {
      yield* workers.complete({
        worker,
        completions: claimed.map(({ fence, id }) => ({
          run: id,
          fence,
          outcome,
          ...(failureMessage === undefined ? {} : { failureMessage })
        }))
      })
    }
    return claimed
  },
  Effect.provideService(CurrentCaller, { actor: { handle: "worker", kind: "service" }, via: "worker" })
)

/** How the runs of a task stand, oldest first: `queued work`. */
export const runsOf = Effect.fnUntraced(function* (task: string) {
  const runs = yield* Runs
  const { items } = yield* runs.list({ task })
  return items.map(({ queue, state }) => `${state} ${queue}`).reverse()
})

/** The columns a task has been in, oldest first. */
export const pathOf = Effect.fnUntraced(function* (task: string) {
  const tasks = yield* Tasks
  const { items } = yield* tasks.history({ task })
  return items.map(({ to }) => to).reverse()
})
