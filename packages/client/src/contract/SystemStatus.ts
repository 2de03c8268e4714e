import { OwnerKind } from "@genie/store/owner"
import { Schema } from "effect"

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
    durability: Schema.String
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
