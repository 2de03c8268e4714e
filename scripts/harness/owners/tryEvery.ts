/** As often as the product itself tries the lock while it waits. */
export const TRY_EVERY_MS = 20
