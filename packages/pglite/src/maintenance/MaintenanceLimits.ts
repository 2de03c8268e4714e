/** When maintenance steps in, and how much it may take. */
export interface MaintenanceLimits {
  /** So much write-ahead log since the last checkpoint is worth one as soon as nothing else is to be done. */
  readonly walBytes: number
  /** So much is checkpointed between two statements, however busy it is. */
  readonly walForcedBytes: number
  /** The same inside of an open transaction, which may write without end. */
  readonly walInTransactionBytes: number
  /** A vacuum writes log, too: where it might pass this, a checkpoint comes first. */
  readonly walRoomBytes: number
  /** After so long whatever was written is checkpointed, so that the next start has nothing to read. */
  readonly checkpointEveryMs: number

  /** A vacuum is due when so many rows are dead, plus that share of all rows, but never more than the maximum. */
  readonly deadBase: number
  readonly deadShare: number
  readonly deadMax: number
  /** The same for rows that were added: their pages are marked, and need not be read by the next vacuum. */
  readonly insertedBase: number
  readonly insertedShare: number
  readonly insertedMax: number
  /** The same for the statistics of the planner. */
  readonly changedBase: number
  readonly changedShare: number
  /** Rows of so many transactions ago are frozen. PostgreSQL stops at 2,000,000,000 and does this at 200,000,000 itself. */
  readonly freezeAge: number
  /** Smaller tables, in pages, are not vacuumed merely because nobody knows what happened to them. */
  readonly forgottenPages: number

  /** Nothing is done so soon after the engine was opened: whoever opened it has something to do. */
  readonly settleMs: number
  /** Due work is looked for so often at most. */
  readonly lookEveryMs: number
  /** Its share of the time: after a step of 10 ms the next comes 90 ms later. A forced checkpoint does not ask. */
  readonly share: number
  /** Without any idle gap for so long, a step is taken between two statements. */
  readonly busyMs: number
  /** A long step waits longer for a gap: this many times as long as it may take. */
  readonly patience: number
  /** A step that failed is not tried again so soon. */
  readonly retryMs: number
}

const MB = 1024 * 1024

/**
 * The log: 64 MB are read again in a second when the engine was killed, and together with the spare segments
 * (`max_wal_size`) the forced limits keep the directory of the log under 256 MB.
 *
 * Dead rows: PostgreSQL waits for a fifth of a table, but has workers beside the sessions. Here a vacuum is a pause for
 * everybody: 20,000 dead rows among 1,000,000 cost 30 ms where they are neighbours and 0.3 s where no two are; 100,000 of
 * the latter 1 s. Many short ones it is.
 */
export const maintenanceLimits: MaintenanceLimits = {
  walBytes: 64 * MB,
  walForcedBytes: 128 * MB,
  walInTransactionBytes: 160 * MB,
  walRoomBytes: 192 * MB,
  checkpointEveryMs: 5 * 60_000,
  deadBase: 50,
  deadShare: 0.1,
  deadMax: 20_000,
  insertedBase: 1_000,
  insertedShare: 0.2,
  insertedMax: 50_000,
  changedBase: 50,
  changedShare: 0.1,
  freezeAge: 100_000_000,
  forgottenPages: 8,
  settleMs: 1_000,
  lookEveryMs: 500,
  share: 0.1,
  busyMs: 2_000,
  patience: 100,
  retryMs: 10_000
}
