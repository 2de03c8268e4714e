import type { DatabaseHealth, SystemStatus } from "@genie/client/api"

/** The status as Prometheus reads it: text format 0.0.4. What is not known has no line. */
export const prometheus = (status: SystemStatus): string => {
  const { counts, database, owner, schema, version } = status
  return [
    gauge("genie_info", "What is running.", [
      [1, { version, schema, owner: owner.kind, database: database.kind, durability: database.durability }]
    ]),
    gauge("genie_start_time_seconds", "When the process began, in seconds since 1970.", [[seconds(owner.startedAt)]]),
    gauge("genie_schedules_active", "Schedules that fire.", [[counts.activeSchedules]]),
    gauge("genie_runs", "Runs that are not finished.", [
      [counts.queuedRuns, { state: "queued" }],
      [counts.runningRuns, { state: "running" }]
    ]),
    gauge("genie_workers_online", "Workers that were heard of lately.", [[counts.workersOnline]]),
    counter("genie_audit_entries_total", "Entries of the audit log.", [[counts.auditEntries]]),
    ...(database.health === undefined ? [] : ofDatabase(database.health))
  ].join("")
}

const ofDatabase = (health: DatabaseHealth): ReadonlyArray<string> => {
  const { checkpoint, fsyncs, maintenanceError, vacuum } = health
  return [
    gauge("genie_database_disk_free_bytes", "What the disk has left.", [[health.diskFreeBytes]]),
    gauge("genie_database_bytes", "Tables and indexes.", [[health.databaseBytes]]),
    gauge("genie_database_wal_bytes", "Files of the write-ahead log.", [[health.walBytes]]),
    gauge("genie_database_wal_since_checkpoint_bytes", "Log to be read again after a crash.", [
      [health.walSinceCheckpointBytes]
    ]),
    gauge("genie_database_checkpoint_time_seconds", "When the last checkpoint was.", [[seconds(checkpoint.at)]]),
    gauge("genie_database_checkpoint_duration_seconds", "How long the last checkpoint took.", [
      [checkpoint.ms === null ? null : checkpoint.ms / 1_000]
    ]),
    gauge("genie_database_vacuum_time_seconds", "When a table was vacuumed last.", [[vacuum && seconds(vacuum.at)]]),
    gauge("genie_database_vacuum_duration_seconds", "How long the last vacuum took.", [[vacuum && vacuum.ms / 1_000]]),
    gauge("genie_database_tuples", "Rows, and old versions of rows that wait for a vacuum.", [
      [health.liveTuples, { state: "live" }],
      [health.deadTuples, { state: "dead" }]
    ]),
    gauge("genie_database_oldest_transaction_age", "Transactions since the oldest row that is not frozen.", [
      [health.oldestTransactionAge]
    ]),
    counter("genie_database_fsyncs_total", "Syncs to the disk.", [
      [fsyncs.files, { of: "files" }],
      [fsyncs.directories, { of: "directories" }]
    ]),
    counter("genie_database_restarts_total", "How often the engine was opened again.", [[health.restarts]]),
    gauge("genie_database_maintenance_error_time_seconds", "When a step of the upkeep failed last.", [
      [maintenanceError && seconds(maintenanceError.at), { step: maintenanceError?.step ?? "" }]
    ])
  ]
}

type Sample = readonly [value: number | null, labels?: Readonly<Record<string, string>>]

const metric = (type: "gauge" | "counter") => (name: string, help: string, samples: ReadonlyArray<Sample>) => {
  const known = samples.filter(([value]) => value !== null)
  if (known.length === 0) return ""
  const lines = known.map(([value, labels = {}]) => `${name}${braced(labels)} ${value}`)
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ""].join("\n")
}

const gauge = metric("gauge")
const counter = metric("counter")

const braced = (labels: Readonly<Record<string, string>>): string => {
  const written = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return written.length === 0 ? "" : `{${written.join(",")}}`
}

const escaped = (value: string) => value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")

const seconds = (at: Date): number => at.getTime() / 1_000
