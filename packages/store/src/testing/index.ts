// What a run provides its tests with is declared there.
import type {} from "./globalSetup.ts"

export { type BreakableProxy, breakableProxy } from "./breakableProxy.ts"
export { freePort } from "./freePort.ts"
export { type FreshDatabaseOptions, freshDatabase } from "./freshDatabase.ts"
export { EVENT_LIMIT_MS, HANG_LIMIT_MS } from "./hangLimit.ts"
export { type Backend, onEveryBackend } from "./onEveryBackend.ts"
export { startPostgres, type TestPostgres } from "./postgresServer.ts"
export { setClock } from "./setClock.ts"
export { testPglite } from "./testPglite.ts"
export { useDisk } from "./useDisk.ts"
