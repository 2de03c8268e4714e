// Entries are ordered by time to the microsecond, which a JavaScript Date cannot hold: a time in the log is a whole
// number of microseconds since 1970 while it is computed with, and text with exactly six digits once it is sealed.

/** Microseconds since 1970. */
export type Micros = number

/** `2026-11-20T12:00:00.123456Z` */
export const microsText = (micros: Micros): string => {
  const seconds = new Date(Math.floor(micros / 1_000_000) * 1000).toISOString().slice(0, 19)
  return `${seconds}.${String(((micros % 1_000_000) + 1_000_000) % 1_000_000).padStart(6, "0")}Z`
}

/** When the next entry happened: now by the database's clock, and always later than the entry before. */
export const nextMicros = (now: Micros, last: Micros | null): Micros => (last === null ? now : Math.max(now, last + 1))
