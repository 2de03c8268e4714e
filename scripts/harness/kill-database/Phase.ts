/** What a victim is doing when it is killed. */
export type Phase = (typeof phases)[number]

/**
 * `create`: an empty directory becomes a database. `open`: the engine reads its directory, and recovers what the kill before
 * has left. `migrate`: from an older schema to the one of today. `work`: the callers write, and nothing else happens.
 */
export const phases = ["create", "open", "migrate", "work", "checkpoint", "vacuum", "close"] as const
