import { SystemStatus } from "@genie/client/api"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { prometheus } from "../src/system/prometheus.ts"
import { request } from "./request.ts"
import { Serving, servingLayer } from "./serving.ts"

onEveryBackend("metrics", servingLayer, (it) => {
  it.effect("are for whoever has the token or the socket, in the text format of Prometheus", () =>
    Effect.gen(function* () {
      const { socket, token, url } = yield* Serving

      const overTcp = yield* request(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })
      const overSocket = yield* request("http://genie/metrics", { socketPath: socket })
      const stranger = yield* request(`${url}/metrics`)

      expect(overTcp.status).toBe(200)
      expect(overTcp.headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/)
      expect(overTcp.text).toMatch(/^# HELP genie_runs .+\n# TYPE genie_runs gauge\ngenie_runs\{state="queued"\} \d+$/m)
      expect(overSocket.status).toBe(200)
      expect(stranger.status).toBe(401)
      expect(stranger.text).not.toContain("genie_runs")
    })
  )
})

const at = new Date("2027-01-01T09:00:00Z")

const status = (health?: NonNullable<SystemStatus["database"]["health"]>) =>
  new SystemStatus({
    version: "1.2.0",
    schema: "0009_run_lists",
    instance: "01a1feb6-15f7-7000-bcef-d31d185b2c3a",
    owner: { kind: "up", pid: 7, startedAt: at },
    database: {
      kind: "embedded",
      location: "/home/ana/.genie",
      serverVersion: "18.6",
      durability: "power-loss",
      ...(health && { health })
    },
    directory: "/home/ana/.genie",
    url: null,
    isShellAllowed: true,
    counts: { activeSchedules: 1, queuedRuns: 3, runningRuns: 2, workersOnline: 1, auditEntries: 40 }
  })

it("the metrics of an embedded database tell of its disk, its log, its dead rows and what failed", () => {
  const text = prometheus(
    status({
      diskFreeBytes: 1_000,
      databaseBytes: 200,
      walBytes: 30,
      walSinceCheckpointBytes: 4,
      checkpoint: { at, ms: null },
      vacuum: null,
      liveTuples: 12,
      deadTuples: 5,
      worstTable: null,
      oldestTransactionAge: 50,
      fsyncs: { files: 8, directories: 2 },
      restarts: 1,
      maintenanceError: { step: 'vacuum public."a\\b"', at, code: "53100", message: "no room" }
    })
  )

  const lines = text.split("\n").filter((line) => line.startsWith("genie_database_"))
  expect(lines).toEqual([
    "genie_database_disk_free_bytes 1000",
    "genie_database_bytes 200",
    "genie_database_wal_bytes 30",
    "genie_database_wal_since_checkpoint_bytes 4",
    "genie_database_checkpoint_time_seconds 1798794000",
    'genie_database_tuples{state="live"} 12',
    'genie_database_tuples{state="dead"} 5',
    "genie_database_oldest_transaction_age 50",
    'genie_database_fsyncs_total{of="files"} 8',
    'genie_database_fsyncs_total{of="directories"} 2',
    "genie_database_restarts_total 1",
    'genie_database_maintenance_error_time_seconds{step="vacuum public.\\"a\\\\b\\""} 1798794000'
  ])
})

it("the metrics of another database do not speak of its disk", () => {
  expect(prometheus(status())).not.toContain("genie_database_")
})
