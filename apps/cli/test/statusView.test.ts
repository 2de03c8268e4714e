import type { DatabaseHealth } from "@genie/client/api"
import { SystemStatus } from "@genie/client/api"
import { bytes } from "@genie/store/owner"
import { describe, expect, it } from "vitest"
import { statusView } from "../src/views/statusView.ts"

const now = new Date("2027-01-01T09:00:00Z")
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000)

const healthy: DatabaseHealth = {
  diskFreeBytes: 77_400_000_000,
  databaseBytes: 21_500_000,
  walBytes: 16_777_216,
  walSinceCheckpointBytes: 335_000,
  checkpoint: { at: ago(240), ms: 26.4 },
  vacuum: { table: "genie.live_runs", at: ago(8), ms: 3 },
  liveTuples: 12_300,
  deadTuples: 12,
  worstTable: { table: "genie.audit_heads", liveTuples: 2, deadTuples: 6 },
  oldestTransactionAge: 50,
  fsyncs: { files: 1, directories: 1 },
  restarts: 0,
  maintenanceError: null
}

const shown = (health?: Partial<DatabaseHealth>, canColor = false) =>
  statusView(
    new SystemStatus({
      version: "1.2.0",
      schema: "0009_run_lists",
      instance: "01a1feb6-15f7-7000-bcef-d31d185b2c3a",
      owner: { kind: "up", pid: 3793, startedAt: ago(60) },
      database: {
        kind: health === undefined ? "postgres" : "embedded",
        location: "/home/ana/.genie",
        serverVersion: "18.6",
        durability: health === undefined ? "server" : "power-loss",
        ...(health !== undefined && { health: { ...healthy, ...health } })
      },
      directory: "/home/ana/.genie",
      url: "http://127.0.0.1:4163",
      isShellAllowed: true,
      counts: { activeSchedules: 1, queuedRuns: 0, runningRuns: 2, workersOnline: 1, auditEntries: 40 }
    }),
    { width: 120, canColor, now }
  )

describe("genie status", () => {
  it("says of an embedded database what it survives, and how its disk, its log and its rows are", () => {
    expect(shown({}).split("\n").slice(2, 7)).toEqual([
      "database    embedded PostgreSQL 18.6, /home/ana/.genie",
      "durability  power-loss: what was answered survives a power cut",
      "disk        38.3 MB used, 77.4 GB free",
      "log         16.8 MB, 335 kB of it since the last checkpoint 4 min ago, which took 26 ms",
      "rows        12,300, 12 dead, most in audit_heads; last vacuum 8 s ago: live_runs"
    ])
  })

  it("says nothing of the disk of a PostgreSQL, which looks after itself", () => {
    expect(shown()).not.toMatch(/^(disk|log|rows) /m)
    expect(shown()).toContain("durability  server: what this PostgreSQL is set up to survive")
  })

  it("warns of nothing where nothing is wrong", () => {
    expect(shown({})).not.toContain("\n\n")
  })

  it.each<[Partial<DatabaseHealth>, string]>([
    [{ diskFreeBytes: 60_000_000 }, "The disk is nearly full: 60 MB are free."],
    [{ walBytes: 600_000_000 }, "The log has grown to 600 MB"],
    [{ deadTuples: 40_000 }, "More rows are dead than alive"],
    [{ restarts: 2 }, "The engine was opened again 2 times"],
    [{ oldestTransactionAge: 1_500_000_000 }, "PostgreSQL stops at 2,000,000,000"],
    [
      { maintenanceError: { step: "vacuum genie.runs", at: ago(20), code: "53100", message: "no room" } },
      "Upkeep failed 20 s ago and is tried again: vacuum genie.runs: no room (53100)"
    ]
  ])("warns in a sentence of %o", (health, sentence) => {
    const [, warnings] = shown(health).split("\n\n")

    expect(warnings).toContain(sentence)
  })

  it("lets a warning stand out on a screen with colors", () => {
    expect(shown({ restarts: 1 }, true)).toContain("\u001b[33mThe engine was opened again once")
  })
})

it("amounts have three digits that matter", () => {
  expect([0, 840, 38_400, 999_999, 16_777_216, 120_000_000_000].map(bytes)).toEqual([
    "0 B",
    "840 B",
    "38.4 kB",
    "1000 kB",
    "16.8 MB",
    "120 GB"
  ])
})
