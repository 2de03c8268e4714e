/**
 * A test that takes longer hangs. The limit is no measure of speed: the slowest machine under load stays far below it.
 * What is promised in milliseconds is said relative to something that the same test measures.
 */
export const HANG_LIMIT_MS = 180_000

/** A wait for one event ends before its test does, so that the report says which event did not come. */
export const EVENT_LIMIT_MS = 120_000
