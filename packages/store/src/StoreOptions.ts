import type { Durability } from "@genie/pglite"
import type { Kysely } from "kysely"
import type { OwnerKind } from "./database/owner/OwnerInfo.ts"

/** Which database, and where the rest is kept. Nothing is read from the environment: see `storeOptionsFrom`. */
export interface StoreOptions {
  /**
   * The address of a PostgreSQL database, `memory:` for an embedded one that ends with the process, or the data directory of
   * an embedded one. Absent: the embedded database in `directory`.
   */
  readonly database?: string
  /** The host's own Kysely, on PostgreSQL or PGlite, instead of a database of ours. It stays open when the store is closed. */
  readonly kysely?: Kysely<any>
  /**
   * The data directory. Default: `~/.genie`. With PostgreSQL or the host's own database it holds keys and logs only; the
   * host's own database has no default.
   */
  readonly directory?: string
  /**
   * What the embedded database survives: `power-loss` (default), or `process-crash`, which leaves it to the system when what
   * was written reaches the disk and is faster for it.
   */
  readonly durability?: Durability
  /** How this process introduces itself as the owner of a data directory. Default: a program. */
  readonly owner?: {
    readonly kind?: OwnerKind
    /** What a person would call this process: `genie up`. Default: its command line. */
    readonly command?: string
    /** Its version of Genie. Default: the version of the store. */
    readonly version?: string
  }
  /** Take a directory on a network file system: only when no other host ever opens it. */
  readonly allowNetwork?: boolean
}
