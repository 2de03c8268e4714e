export { parsers } from "@genie/pglite/values"
export {
  DatabaseTooOld,
  DatabaseUnavailable,
  DatabaseUrlInvalid,
  RightMissing,
  SchemaDamaged
} from "./database/refusals.ts"
export { SqlError, type SqlErrorReason } from "./database/SqlError.ts"
export { DatabaseNewer, MigrationEdited, MigrationFailed } from "./migrations/migrate.ts"
