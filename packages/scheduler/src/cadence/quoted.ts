import { quotedWhole } from "./quotedWhole.ts"

/** Longer pieces of somebody's text would bury the sentence they are quoted in. */
const LENGTH_MAX = 60

/** A piece of somebody's text in quotes, and short. A path is quoted whole: half of one leads nowhere. */
export const quoted = (text: string): string =>
  quotedWhole(text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX)}…` : text)
