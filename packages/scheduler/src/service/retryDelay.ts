/** The wait before the second attempt. It doubles with every further one. */
export const RETRY_DELAY_FIRST_MS = 1_000

/** No attempt waits longer than this. */
export const RETRY_DELAY_MAX_MS = 3_600_000

/** How long to wait after so many failed attempts. */
export const retryDelay = (failures: number): number =>
  Math.min(RETRY_DELAY_MAX_MS, RETRY_DELAY_FIRST_MS * 2 ** Math.max(0, failures - 1))
