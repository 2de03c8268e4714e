/**
 * A program from which nothing comes for so long hangs. The limit is no measure of speed: the slowest machine under load
 * stays far below it. What is promised in milliseconds is said relative to something that the same run measures.
 */
export const HANG_LIMIT_MS = 180_000
