// What the daemon makes good when nobody pursued a task, and that no task keeps it, or a worker, from the others.
import { Workers } from "@genie/scheduler/effect"
import { Db } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { sql } from "kysely"
import { expect } from "vitest"
import { Boards } from "../src/contract/Boards.ts"
import { Tasks } from "../src/contract/Tasks.ts"
import { makePursueOverdue } from "../src/service/TasksDaemon.ts"
import { pipelineOf, runsOf, workerOf } from "./pipelineOf.ts"
import { tasksLayer } from "./tasksLayer.ts"

/** Whatever the length of a key is, one of them is cut inside a character. */
const titles = ["", "a", "ab", "abc"].map((head) => head + "😀".repeat(200))

/** Nothing is enqueued of it, as a process without tasks leaves it. */
const forget = (task: string) =>
  Effect.flatMap(Db, (db) =>
    Effect.andThen(
      db.all(() => sql`delete from genie.live_runs where task_id = ${task}`),
      db.all(() => sql`delete from genie.runs where task_id = ${task}`)
    )
  )

onEveryBackend("Overdue", tasksLayer, (it) => {
  it.effect("a worker's batch is reported whatever the titles of the tasks are", () =>
    Effect.gen(function* () {
      const tasks = yield* Tasks
      const workers = yield* Workers
      const { create } = yield* pipelineOf(
        { name: "plan", category: "ready" },
        { name: "build", category: "active", gate: "agent", autoAdvance: true, action: "emoji-build" },
        { name: "check", category: "review", action: "emoji-check" }
      )
      const made = yield* Effect.forEach(titles, (title) => create(title))
      yield* Effect.forEach(made, ({ key }) => tasks.move({ task: key, to: "build" }))
      const worker = yield* workerOf("emoji-build")
      const claimed = yield* workers.claim({ worker, limit: 10 })

      const completions = claimed.map(({ fence, id }) => ({ run: id, fence, outcome: "succeeded" as const }))
      const { lost } = yield* workers.complete({ worker, completions })

      expect(claimed).toHaveLength(titles.length)
      expect(lost).toEqual([])
      for (const { id } of made) expect(yield* runsOf(id)).toEqual(["succeeded emoji-build", "queued emoji-check"])
    })
  )

  it.effect("one task that cannot go on does not keep the daemon from the others", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const pursueOverdue = yield* makePursueOverdue
      const { create } = yield* pipelineOf({ name: "plan", category: "ready", action: "poisoned" })
      const [bad, good] = [yield* create("bad"), yield* create("good")]
      yield* Effect.forEach([bad, good], ({ id }) => forget(id))
      yield* db.all(
        () => sql`alter table genie.runs add constraint poison check (name <> ${sql.lit(`${bad.key} bad`)}) not valid`
      )

      yield* pursueOverdue().pipe(
        Effect.ensuring(Effect.orDie(db.all(() => sql`alter table genie.runs drop constraint poison`)))
      )

      expect(yield* runsOf(good.id)).toEqual(["queued poisoned"])
      expect(yield* runsOf(bad.id)).toEqual([])
    })
  )

  it.effect("a column that changes its action takes back what waits, whatever queue a task names", () =>
    Effect.gen(function* () {
      const boards = yield* Boards
      const { board, create, project } = yield* pipelineOf({
        name: "plan",
        category: "ready",
        action: "changed-before"
      })
      const plain = yield* create("plain")
      const named = yield* create("named", { queue: "gpu" })

      yield* boards.changeColumn({ project, board, column: "plan", action: "changed-after" })
      const changed = [yield* runsOf(plain.id), yield* runsOf(named.id)]
      yield* boards.changeColumn({ project, board, column: "plan", action: null })

      expect(changed).toEqual([["cancelled changed-before", "queued changed-after"], ["queued gpu"]])
      expect((yield* runsOf(plain.id)).at(-1)).toBe("cancelled changed-after")
      expect(yield* runsOf(named.id)).toEqual(["cancelled gpu"])
    })
  )

  it.effect("the daemon takes back what waits beyond the tasks that a change of a column pursues", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const pursueOverdue = yield* makePursueOverdue
      const { create } = yield* pipelineOf({ name: "plan", category: "ready", action: "beyond-before" })
      const { create: other } = yield* pipelineOf({ name: "plan", category: "ready", action: "beyond-gone" })
      const [sent, gone] = [yield* create("sent"), yield* other("gone", { queue: "gpu" })]
      yield* db.all(
        () => sql`
          update genie.board_columns
          set action = case when action = 'beyond-before' then 'beyond-after' end
          where action like 'beyond-%'`
      )

      yield* pursueOverdue()

      expect(yield* runsOf(sent.id)).toEqual(["cancelled beyond-before", "queued beyond-after"])
      expect(yield* runsOf(gone.id)).toEqual(["cancelled gpu"])
    })
  )
})
