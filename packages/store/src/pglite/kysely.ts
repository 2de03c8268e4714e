// The embedded database for programs that use Kysely.
export { RootUsedInsideTransaction } from "../database/RootUsedInsideTransaction.ts"
export { PgliteDialect } from "./PgliteDialect.ts"
