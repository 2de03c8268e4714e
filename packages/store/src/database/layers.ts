// Where a `Db` comes from. The layers differ in the engine alone; `migrated` adds the schema to any of them.
import { Effect, Layer } from "effect"
import type { Kysely } from "kysely"
import { type MigrationRefusal, migrate } from "../migrations/migrate.ts"
import { Db } from "./Db.ts"
import { hostEngine } from "./engines/host.ts"
import { type PgliteEngineOptions, pgliteEngine } from "./engines/pglite.ts"
import { type PostgresEngineOptions, postgresEngine } from "./engines/postgres.ts"
import type { DatabaseTooOld, DatabaseUnavailable, DatabaseUrlInvalid } from "./refusals.ts"
import type { SqlError } from "./SqlError.ts"

/** PostgreSQL, at `postgres://user:password@host:5432/name`. */
export const layerPostgres = (
  address: string | PostgresEngineOptions
): Layer.Layer<Db, DatabaseUnavailable | DatabaseTooOld | DatabaseUrlInvalid> =>
  Db.layer(postgresEngine(typeof address === "string" ? { url: address } : address))

/** The embedded database, in a directory that nobody else has open, or in memory. */
export const layerPglite = (directory?: string | PgliteEngineOptions): Layer.Layer<Db, DatabaseUnavailable> =>
  Db.layer(pgliteEngine(typeof directory === "object" ? directory : { directory }))

/** A database that the host has opened, and closes itself. On PGlite its transactions have no isolation levels. */
export const layerKysely = (host: Kysely<any>): Layer.Layer<Db, DatabaseTooOld | SqlError> => Db.layer(hostEngine(host))

/** The database, brought to this version's schema before anybody uses it. */
export const migrated = <E, R>(layer: Layer.Layer<Db, E, R>): Layer.Layer<Db, E | MigrationRefusal | SqlError, R> =>
  Layer.tap(layer, (context) => Effect.provide(migrate(), context))
