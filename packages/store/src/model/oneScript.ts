/** Whether the letters of a text are of one script, or of those that are written together in Chinese, Japanese and Korean. */
export const oneScript = (text: string): boolean => {
  patterns ??= scripts.map(patternOf)
  return patterns.some((pattern) => pattern.test(text))
}

/** Made when the first handle is read: most starts read none. */
let patterns: ReadonlyArray<RegExp> | undefined

/** The scripts that Unicode recommends for identifiers (UAX 31, table 5), and the sets of UTS 39. */
const scripts = [
  ["Latin"],
  ["Cyrillic"],
  ["Greek"],
  ["Han", "Hiragana", "Katakana", "Latin"],
  ["Han", "Bopomofo", "Latin"],
  ["Han", "Hangul", "Latin"],
  ["Arabic"],
  ["Armenian"],
  ["Bengali"],
  ["Devanagari"],
  ["Ethiopic"],
  ["Georgian"],
  ["Gujarati"],
  ["Gurmukhi"],
  ["Hebrew"],
  ["Kannada"],
  ["Khmer"],
  ["Lao"],
  ["Malayalam"],
  ["Myanmar"],
  ["Oriya"],
  ["Sinhala"],
  ["Tamil"],
  ["Telugu"],
  ["Thaana"],
  ["Thai"],
  ["Tibetan"]
] as const

const patternOf = (names: ReadonlyArray<string>): RegExp => {
  const letters = [...names, "Common", "Inherited"].map((name) => `\\p{Script_Extensions=${name}}`).join("")
  return new RegExp(`^[${letters}]*$`, "u")
}
