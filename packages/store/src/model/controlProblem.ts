/** Which control character is in a text, if any: a line separator, or one that turns the direction of what follows, too. */
export const controlProblem = (text: string): string | undefined => controlIn(text, controls)

/** Which of these characters is in a text, if any. */
export const controlIn = (text: string, characters: RegExp): string | undefined => {
  const found = characters.exec(text)?.[0]
  if (found === undefined) return undefined
  return `contains the control character U+${found.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`
}

const controls = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u
