import type { PgliteHealth } from "@genie/pglite"
import type { Effect, Scope } from "effect"
import type { Kysely } from "kysely"
import type { SqlError } from "../SqlError.ts"
import type { Tables } from "../Tables.generated.ts"

/**
 * What the rest of the store asks of a database.
 *
 * Everything that differs between PGlite and PostgreSQL is behind this, in the file of the engine.
 */
export interface Engine {
  readonly kind: "pglite" | "postgres"
  /** Where it is, safe to print: without a password. */
  readonly location: string
  /** What the server says it is: `18.4`. */
  readonly version: string
  /** Who the connections are to the server. Absent where they may do everything. */
  readonly role?: string | undefined
  /**
   * Whether a commit that nobody waited for survives the death of this process: a server writes it to the disk a moment
   * later, an engine inside this process dies with it.
   */
  readonly commitsOnItsOwn: boolean
  /** The root database. Using it inside an open transaction throws. */
  readonly kysely: Kysely<Tables>
  /** Opens a transaction on a connection of its own. */
  begin(options: TransactionOptions): Promise<BegunTransaction>
  /** The host's open transaction as Genie's statements want it. Refuses one whose driver reads values in its own way. */
  join(transaction: Kysely<any>): Effect.Effect<Kysely<Tables>, SqlError>
  /** Calls `onHint` for what is announced on the channel, until the scope closes. Hints may be lost and repeated. */
  listen(channel: string, onHint: (hint: Hint) => void): Effect.Effect<void, SqlError, Scope.Scope>
  /** Announces something to the listeners of other processes. */
  notify(hints: ReadonlyArray<Announcement>): Effect.Effect<void, SqlError>
  /** How an embedded database on a disk is. Absent for every other; undefined in memory. */
  readonly health?: Effect.Effect<PgliteHealth | undefined, SqlError>
  /** Gives back what was opened. What a host lent stays open. */
  readonly close: Effect.Effect<void>
}

/** How an outermost transaction is opened. A nested one takes what the outermost one has. */
export interface TransactionOptions {
  readonly isolation?: "read committed" | "repeatable read" | "serializable"
  readonly readOnly?: boolean
}

/** A transaction that was opened, and how to end it. A commit that fails has rolled back. */
export interface BegunTransaction {
  readonly kysely: Kysely<Tables>
  commit(): Promise<void>
  rollback(): Promise<void>
}

/** A payload, or word that some may have been missed: look for yourself. */
export type Hint = { readonly _tag: "Payload"; readonly payload: string } | { readonly _tag: "CatchUp" }

/** Something to say on a channel. */
export interface Announcement {
  readonly channel: string
  readonly payload: string
}
