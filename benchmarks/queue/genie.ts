import { openScheduler, type Scheduler } from "@genie/scheduler"
import pg from "pg"
import type { Payload, Peer } from "./Peer.ts"

/** Genie, history kept, every transition in the sealed audit log. */
export const genie = (): Peer => {
  let scheduler: Scheduler
  let pool: pg.Pool
  return {
    name: "genie",
    async open(databaseUrl) {
      pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
      pool.on("error", () => {})
      scheduler = await openScheduler({ database: databaseUrl, actor: "service:bench", auditKey: "00".repeat(32) })
    },
    async enqueue(payload) {
      await scheduler.runs.enqueue({ queue: "bench", payload: { ...payload } })
    },
    async enqueueMany(payloads) {
      await scheduler.runs.enqueueMany({
        runs: payloads.map((payload) => ({ queue: "bench", payload: { ...payload } }))
      })
    },
    async work(onJob) {
      const worker = await scheduler.work({
        slots: 24,
        prefetch: 1000,
        queues: { bench: async ({ payload }) => onJob(payload as unknown as Payload) }
      })
      return () => worker.stop()
    },
    async unfinished() {
      const { rows } = await pool.query("select count(*)::int as n from genie.live_runs where queue = 'bench'")
      return rows[0].n
    },
    async close() {
      await scheduler[Symbol.asyncDispose]()
      await pool.end()
    }
  }
}
