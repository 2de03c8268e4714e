// How much of a run's end is kept. What a worker says beyond this is cut, or cannot be stored.

/** The largest result, in bytes of its JSON: half of what a request may hold, so that it fits beside everything else. */
export const RESULT_BYTES_MAX = 512 * 1024

/** The deepest nesting of a result: what the embedded engine takes of one parameter, less the batch around it. */
export const RESULT_DEPTH_MAX = 60

/** The longest failure message, in UTF-16 code units: it is a sentence, not a log. */
export const FAILURE_MESSAGE_MAX = 10_000

/** The longest failure kind or name of a signal, in UTF-16 code units. */
export const FAILURE_WORD_MAX = 200

/** The longest end of an output, in bytes. Beyond it the last 64 KiB are kept, below a line that counts what is before. */
export const OUTPUT_TAIL_BYTES_MAX = 65 * 1024
