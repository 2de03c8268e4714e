/** The size at which pglite-socket took one client's statement for another's. */
export const LARGE_BYTES = 300_000

/** What others send in between. */
export const SMALL_BYTES = 100
