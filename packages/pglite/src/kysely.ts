// The embedded database for programs that use Kysely.
export { PgliteDialect } from "./kysely/PgliteDialect.ts"
export { PgliteDriver } from "./kysely/PgliteDriver.ts"
export { RootUsedInsideTransaction } from "./kysely/RootUsedInsideTransaction.ts"
