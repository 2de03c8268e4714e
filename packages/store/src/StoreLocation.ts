import type { Durability } from "@genie/pglite"
import { Context } from "effect"
import type { DataDirectory } from "./database/owner/DataDirectory.ts"
import type { Owner } from "./database/owner/Owner.ts"

/** Where the open store is, and what that promises. */
export class StoreLocation extends Context.Service<
  StoreLocation,
  {
    /** `host`: the host's own database, which it lent. */
    readonly kind: "directory" | "memory" | "postgres" | "host"
    /** Safe to print: without a password. */
    readonly location: string
    /**
     * What an acknowledged change survives. `power-loss`: everything but the loss of the disk. `process-crash`: a kill -9 of
     * this process, but perhaps not a power cut. `server`: what the PostgreSQL server is set up to survive. `host`: what the
     * host's database is. `none`: nothing.
     */
    readonly durability: Durability | "server" | "host" | "none"
    /** Keys, logs and backups. Absent for a database in memory, or of the host's own, that named none. */
    readonly directory?: DataDirectory
    /** This process as the owner of the directory. Absent unless the database is in it. */
    readonly owner?: Owner["Service"]
  }
>()("@genie/store/StoreLocation") {}
