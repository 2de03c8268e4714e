export { JSON_DEPTH_MAX, parsers } from "@genie/pglite/values"
export { type Channel, COALESCE_MS, Notifications, PAYLOAD_BYTES_MAX } from "../feed/Notifications.ts"
export { layerStore, type StoreRefusal } from "../layerStore.ts"
export { type Migration, migrations } from "../migrations/index.ts"
export {
  DatabaseNewer,
  MigrationEdited,
  MigrationFailed,
  type MigrationRefusal,
  migrate
} from "../migrations/migrate.ts"
export { StoreLocation } from "../StoreLocation.ts"
export type { StoreOptions } from "../StoreOptions.ts"
export { secretFrom } from "../secretFrom.ts"
export { storeOptionsFrom } from "../storeOptionsFrom.ts"
export { storeVersion } from "../storeVersion.ts"
export { Db, type InTransaction, within } from "./Db.ts"
export type { Announcement, BegunTransaction, Engine, Hint, TransactionOptions } from "./engines/Engine.ts"
export { type PgliteEngineOptions, pgliteEngine } from "./engines/pglite.ts"
export { type PostgresEngineOptions, postgresEngine } from "./engines/postgres.ts"
export { json } from "./json.ts"
export { layerKysely, layerPglite, layerPostgres, migrated } from "./layers.ts"
export { orUnavailable, toUnavailable, troubleOf } from "./orUnavailable.ts"
export { type DataDirectory, dataDirectory, defaultDirectory } from "./owner/DataDirectory.ts"
export { DirectoryOwned } from "./owner/DirectoryOwned.ts"
export { DirectoryRefused } from "./owner/DirectoryRefused.ts"
export { acquireOwnership, drainWithin, Owner, type OwnerOptions } from "./owner/Owner.ts"
export { Newcomer, OwnerInfo, OwnerKind } from "./owner/OwnerInfo.ts"
export { readOwner, waitForOwner } from "./owner/readOwner.ts"
export { shouldYield } from "./owner/shouldYield.ts"
export type { Query } from "./Query.ts"
export { TRANSACTION_ATTEMPTS_MAX } from "./Retry.ts"
export {
  DatabaseTooOld,
  DatabaseUnavailable,
  DatabaseUrlInvalid,
  RightMissing,
  SchemaDamaged
} from "./refusals.ts"
export { catchConstraint, SqlError, type SqlErrorReason } from "./SqlError.ts"
export type { ColumnsOf, SqlType, ValuesOf } from "./SqlType.ts"
export type { JsonValue, Tables } from "./Tables.generated.ts"
export { Transaction } from "./Transaction.ts"
