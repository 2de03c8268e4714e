/** Somebody's text in quotes, with control characters spelled out: safe to print on a terminal, and whole. */
export const quotedWhole = (text: string): string =>
  JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, spelledOut)

const spelledOut = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
