import type { Kysely } from "kysely"
import type { Tables } from "./peers/onKysely.ts"

/** A way to use the embedded engine, as the benchmark drives it: each by its own public API, in a process of its own. */
export interface Peer {
  /** One row by its key. */
  select(id: number): Promise<unknown>
  insert(id: number): Promise<unknown>
  /** One row by its key. */
  update(id: number): Promise<unknown>
  /** Takes the next job and tells which. */
  claim(): Promise<number>
  complete(id: number): Promise<unknown>
  /** Any statement, for what is not compared by speed alone. */
  sql: RunSql
  close(): Promise<void>

  // For what is compared beside speed.

  readonly kysely?: Kysely<Tables>
  /** Runs the work in a transaction, where it is not Kysely that does. */
  transaction?(work: (sql: RunSql) => Promise<void>): Promise<void>
  /** How many rows a statement says it wrote, where it is not Kysely that counts. */
  written?(text: string): Promise<number | undefined>
  /** Syncs to the disk since it was opened, when they are not done in this thread. */
  syncs?(): Promise<number>
}

export type RunSql = (text: string, parameters?: ReadonlyArray<unknown>) => Promise<ReadonlyArray<any>>

/** Opens the database in `pg/` of a directory that nobody else has open. */
export type OpenPeer = (directory: string) => Promise<Peer>
