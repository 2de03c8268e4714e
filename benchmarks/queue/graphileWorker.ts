import { makeWorkerUtils, run, type WorkerUtils } from "graphile-worker"
import pg from "pg"
import type { Payload, Peer } from "./Peer.ts"

/** graphile-worker with the settings of its own published benchmark: local queue of 500, completions batched. */
export const graphileWorker = (): Peer => {
  let pool: pg.Pool
  let utils: WorkerUtils
  return {
    name: "graphile-worker",
    async open(databaseUrl) {
      pool = new pg.Pool({ connectionString: databaseUrl, max: 24 })
      pool.on("error", () => {})
      utils = await makeWorkerUtils({ pgPool: pool })
      await utils.migrate()
    },
    async enqueue(payload) {
      await utils.addJob("bench", payload)
    },
    async enqueueMany(payloads) {
      await utils.addJobs(payloads.map((payload) => ({ identifier: "bench", payload })))
    },
    async work(onJob) {
      const runner = await run({
        pgPool: pool,
        noHandleSignals: true,
        concurrency: 24,
        taskList: { bench: async (payload) => onJob(payload as Payload) },
        preset: {
          worker: {
            concurrentJobs: 24,
            localQueue: { size: 500 },
            completeJobBatchDelay: 0,
            failJobBatchDelay: 0
          }
        },
        logger: silent
      })
      return () => runner.stop()
    },
    async unfinished() {
      const { rows } = await pool.query("select count(*)::int as n from graphile_worker._private_jobs")
      return rows[0].n
    },
    async close() {
      await utils.release()
      await pool.end()
    }
  }
}

const { Logger } = await import("graphile-worker")
const silent = new Logger(() => () => {})
