// Opens the database that the options name, ready to use: owned, made if it was not there, and at this version's schema.
import { withoutCredentials } from "@genie/operation"
import { findPackedTemplate } from "@genie/pglite/template"
import { Context, Effect, Layer } from "effect"
import type { Kysely } from "kysely"
import { namedDatabase, unlikelyDirectory } from "./database/address/namedDatabase.ts"
import { parseAddress } from "./database/address/parseAddress.ts"
import { Db } from "./database/Db.ts"
import { layerKysely, layerPglite, layerPostgres, migrated } from "./database/layers.ts"
import { type DataDirectory, dataDirectory } from "./database/owner/DataDirectory.ts"
import type { DirectoryOwned } from "./database/owner/DirectoryOwned.ts"
import { DirectoryRefused } from "./database/owner/DirectoryRefused.ts"
import { acquireOwnership } from "./database/owner/Owner.ts"
import { type DatabaseTooOld, type DatabaseUnavailable, DatabaseUrlInvalid } from "./database/refusals.ts"
import type { SqlError } from "./database/SqlError.ts"
import { createDatabase } from "./database/template/createDatabase.ts"
import { genieTemplate } from "./database/template/genieTemplate.ts"
import type { MigrationRefusal } from "./migrations/migrate.ts"
import { StoreLocation } from "./StoreLocation.ts"
import type { StoreOptions } from "./StoreOptions.ts"
import { storeVersion } from "./storeVersion.ts"

/** Why a store cannot be opened. Each says what to do about it. */
export type StoreRefusal =
  | DirectoryOwned
  | DirectoryRefused
  | DatabaseUnavailable
  | DatabaseTooOld
  | DatabaseUrlInvalid
  | MigrationRefusal
  | SqlError

/**
 * The database of these options. A data directory is owned until the layer is closed; one that somebody else owns fails
 * with `DirectoryOwned`, whose `socket` is where to attach instead.
 */
export const layerStore = (options: StoreOptions = {}): Layer.Layer<Db | StoreLocation, StoreRefusal> => {
  const { database = "", directory, kysely } = options
  const unlikely = directory === undefined ? undefined : unlikelyDirectory(directory)
  if (unlikely !== undefined) return refused(new DirectoryRefused({ directory: "", reason: unlikely }))
  if (kysely !== undefined) return onHost(kysely, options)
  if (database === "") return inDirectory(dataDirectory(directory), options)
  const named = namedDatabase(database)
  switch (named.kind) {
    case "memory":
      return inMemory(options)
    case "postgres":
      return onPostgres(named.address, options)
    case "directory":
      return inDirectory(dataDirectory(named.path), options)
    case "refused":
      return refused(new DatabaseUrlInvalid({ reason: named.reason }))
  }
}

const refused = (refusal: StoreRefusal) => Layer.effectContext(Effect.fail(refusal))

const inDirectory = (directory: DataDirectory, { owner = {}, allowNetwork, durability = "power-loss" }: StoreOptions) =>
  Layer.unwrap(
    Effect.gen(function* () {
      // A program may have been told the address of another database, and everybody reads what an owner says of itself.
      const {
        kind = "program",
        command = withoutCredentials(process.argv.slice(1).join(" ")),
        version = storeVersion
      } = owner
      const us = yield* acquireOwnership(directory, { kind, command, version, ...(allowNetwork && { allowNetwork }) })
      yield* createDatabase(directory)
      return located(migrated(layerPglite({ directory: directory.pg, durability })), {
        kind: "directory",
        location: directory.path,
        durability,
        directory,
        owner: us
      })
    })
  )

const inMemory = ({ directory }: StoreOptions) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const template = yield* Effect.promise(() => findPackedTemplate(genieTemplate()))
      return located(migrated(layerPglite({ template })), {
        kind: "memory",
        location: "memory",
        durability: "none",
        ...(directory !== undefined && { directory: dataDirectory(directory) })
      })
    })
  )

const onPostgres = (url: string, { directory }: StoreOptions) =>
  Layer.unwrap(
    Effect.map(parseAddress(url), ({ location }) =>
      located(migrated(layerPostgres(url)), {
        kind: "postgres",
        location,
        durability: "server",
        directory: dataDirectory(directory)
      })
    )
  )

const onHost = (kysely: Kysely<any>, { directory }: StoreOptions) =>
  Layer.flatMap(migrated(layerKysely(kysely)), (context) =>
    located(Layer.succeedContext(context), {
      kind: "host",
      location: Context.get(context, Db).engine.location,
      durability: "host",
      ...(directory !== undefined && { directory: dataDirectory(directory) })
    })
  )

const located = <E, R>(database: Layer.Layer<Db, E, R>, location: StoreLocation["Service"]) =>
  Layer.merge(database, Layer.succeed(StoreLocation, location))
