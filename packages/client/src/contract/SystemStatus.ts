import { OwnerKind } from "@genie/store/owner"
import { Schema } from "effect"

/** How the embedded database is: its disk, its write-ahead log (WAL), and how much of it is dead rows. */
export const DatabaseHealth = Schema.Struct({
  /** What the disk has left. Changes are refused before it is full. */
  diskFreeBytes: Schema.Number,
  /** Tables and indexes. */
  databaseBytes: Schema.Number,
  /** The files of the log, spare ones included. */
  walBytes: Schema.Number,
  /** What the next start would read again, were the engine killed now. */
  walSinceCheckpointBytes: Schema.Number,
  /** The last one on the disk. `ms` is null when another process did it. */
  checkpoint: Schema.Struct({ at: Schema.Date, ms: Schema.NullOr(Schema.Number) }),
  /** The last one since the database was opened. */
  vacuum: Schema.NullOr(Schema.Struct({ table: Schema.String, at: Schema.Date, ms: Schema.Number })),
  /** Rows, and old versions of rows that wait for a vacuum, as PostgreSQL estimates them: its catalogs do not count. */
  liveTuples: Schema.Number,
  deadTuples: Schema.Number,
  /** Where most of the dead ones are; null when there are none. */
  worstTable: Schema.NullOr(
    Schema.Struct({ table: Schema.String, liveTuples: Schema.Number, deadTuples: Schema.Number })
  ),
  /** How many transactions ago the oldest row was written that is not frozen. PostgreSQL stops at 2,000,000,000. */
  oldestTransactionAge: Schema.Number,
  /** Syncs to the disk since the database was opened. */
  fsyncs: Schema.Struct({ files: Schema.Number, directories: Schema.Number }),
  /** How often the engine was opened again in this process, because it crashed or was stopped. */
  restarts: Schema.Number,
  /** The last step of its upkeep that failed since the database was opened. It is tried again. */
  maintenanceError: Schema.NullOr(
    Schema.Struct({ step: Schema.String, at: Schema.Date, code: Schema.String, message: Schema.String })
  )
})
export type DatabaseHealth = typeof DatabaseHealth.Type

/** What is running, and what it holds. */
export class SystemStatus extends Schema.Class<SystemStatus>("SystemStatus")({
  version: Schema.String,
  /** Name of the last migration this version knows. */
  schema: Schema.String,
  /** Id of the database: it is part of every sealed entry of the audit log. */
  instance: Schema.String,
  owner: Schema.Struct({
    /** `direct` when there is none: the command itself is connected to PostgreSQL. */
    kind: Schema.Literals([...OwnerKind.literals, "direct"]),
    pid: Schema.Number,
    startedAt: Schema.Date
  }),
  database: Schema.Struct({
    kind: Schema.Literals(["embedded", "postgres"]),
    /** The directory, or the address without its password. */
    location: Schema.String,
    serverVersion: Schema.String,
    /** What survives: `power-loss`, `process-crash`, or what the server of a PostgreSQL was told. */
    durability: Schema.String,
    /** Absent for PostgreSQL, which looks after itself, and in memory. */
    health: Schema.optionalKey(DatabaseHealth)
  }),
  /** The data directory: keys, logs and, when embedded, the database. */
  directory: Schema.String,
  /** Where HTTP is answered; null when only over the Unix socket. */
  url: Schema.NullOr(Schema.String),
  /** Whether runs of the queue "shell" are executed here. */
  isShellAllowed: Schema.Boolean,
  counts: Schema.Struct({
    activeSchedules: Schema.Number,
    queuedRuns: Schema.Number,
    runningRuns: Schema.Number,
    workersOnline: Schema.Number,
    auditEntries: Schema.Number
  })
}) {}
