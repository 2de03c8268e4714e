import type { Durability } from "./PgliteOptions.ts"

/** How an embedded database on a disk is, at the moment it was asked. Instants are milliseconds since 1970. */
export interface PgliteHealth extends MaintenanceHealth {
  readonly durability: Durability
  /** Room that the disk has left for this user. */
  readonly diskFreeBytes: number
  /** Syncs to the disk since the engine was opened: what a commit costs on this disk is decided by them. */
  readonly fsyncs: { readonly files: number; readonly directories: number }
  /** How often the engine was opened again in this process, because it crashed or was stopped. */
  readonly restarts: number
}

/** Figures that only the engine knows, asked for by its thread. */
export interface MaintenanceHealth {
  /** Tables and indexes, without the write-ahead log. */
  readonly databaseBytes: number
  /** The files of the write-ahead log, spare ones included. */
  readonly walBytes: number
  /** Log that the next start would have to read again, were the engine killed now. */
  readonly walSinceCheckpointBytes: number
  /** The last one on the disk, by whichever process. `ms` when it was done by this engine. */
  readonly checkpoint: { readonly at: number; readonly ms: number | undefined }
  /** The last one since the engine was opened. */
  readonly vacuum: { readonly table: string; readonly at: number; readonly ms: number } | undefined
  /** Rows, and old versions of rows that wait for a vacuum, as the engine estimates them. Its own catalogs do not count. */
  readonly liveTuples: number
  readonly deadTuples: number
  /** The table with most of them. Absent when there are none. */
  readonly worstTable: { readonly table: string; readonly liveTuples: number; readonly deadTuples: number } | undefined
  /** How many transactions ago the oldest row was written that is not frozen yet. PostgreSQL stops at 2,000,000,000. */
  readonly oldestTransactionAge: number
  /** The last step of maintenance that failed since the engine was opened, if one did. */
  readonly maintenanceError: MaintenanceError | undefined
}

/** A step that failed. It is tried again later, and nothing else stops for it. */
export interface MaintenanceError {
  /** `checkpoint`, or `vacuum` and the table. */
  readonly step: string
  readonly at: number
  /** SQLSTATE. */
  readonly code: string
  readonly message: string
}
