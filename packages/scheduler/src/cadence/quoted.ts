/** Longer pieces of somebody's text would bury the sentence they are quoted in. */
const LENGTH_MAX = 60

/** A piece of somebody's text, in quotes, short, and with control characters spelled out: safe to print on a terminal. */
export const quoted = (text: string): string => {
  const short = text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX)}…` : text
  return JSON.stringify(short).replace(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, spelledOut)
}

const spelledOut = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
