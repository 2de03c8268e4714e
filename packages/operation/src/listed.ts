/** `a`, `a or b`, `a, b or c`. */
export const listed = (names: ReadonlyArray<string>, conjunction: "and" | "or"): string =>
  names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} ${conjunction} ${names.at(-1)}`
