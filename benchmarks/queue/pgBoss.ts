import pg from "pg"
import { PgBoss } from "pg-boss"
import type { Payload, Peer } from "./Peer.ts"

/** pg-boss with the knobs it documents for throughput, and LISTEN/NOTIFY on for latency. */
export const pgBoss = (): Peer => {
  let boss: PgBoss
  let pool: pg.Pool
  return {
    name: "pg-boss",
    async open(databaseUrl) {
      pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
      pool.on("error", () => {})
      boss = new PgBoss({ connectionString: databaseUrl, max: 16, useListenNotify: true })
      boss.on("error", (error: unknown) => console.error("pg-boss:", error))
      await boss.start()
      await boss.createQueue("bench", { notify: true } as never)
    },
    async enqueue(payload) {
      await boss.send("bench", payload)
    },
    async enqueueMany(payloads) {
      await boss.insert(
        "bench",
        payloads.map((data) => ({ data }))
      )
    },
    async work(onJob) {
      await boss.work<Payload>(
        "bench",
        { batchSize: 1000, localConcurrency: 2, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 } as never,
        async (jobs) => {
          for (const job of jobs) onJob(job.data)
        }
      )
      return () => boss.offWork("bench")
    },
    async unfinished() {
      const { rows } = await pool.query(
        "select count(*)::int as n from pgboss.job where name = 'bench' and state < 'completed'"
      )
      return rows[0].n
    },
    async close() {
      await boss.stop({ graceful: false })
      await pool.end()
    }
  }
}
