/** How a background owner ends that found another process to have the directory: `EX_TEMPFAIL`, which no refusal has. */
export const OWNED_EXIT = 75
