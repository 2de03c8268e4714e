/** How long the key of a project may be. */
const KEY_LENGTH_MAX = 10

/**
 * The key of a project of this name, such as the name of a directory: `my shop` is MYSHOP, `Überraschung` UBERRASCHU,
 * `implement-auth-middleware` IAM. The second one to want a key gets a number: `projectKeyOf("shop", 2)` is SHOP2.
 *
 * Always two to ten capitals and digits, the first a capital: a name that has none of them becomes PROJECT.
 */
export const projectKeyOf = (name: string, nth = 1): string => {
  const words = name
    // Two words in one, as directories are called: `authServer`.
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .normalize("NFKD")
    .replaceAll(/\p{Mn}/gu, "")
    .toUpperCase()
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.replaceAll(/[^A-Z0-9]/g, ""))
    .filter((word) => word !== "")
  const number = nth === 1 ? "" : String(nth)
  return stem(words).slice(0, KEY_LENGTH_MAX - number.length) + number
}

const stem = (words: ReadonlyArray<string>): string => {
  const whole = words.join("")
  const initials = words.map((word) => word[0]).join("")
  const short = whole.length <= KEY_LENGTH_MAX || initials.length < 2 ? whole : initials
  if (short === "") return "PROJECT"
  return short.length === 1 || /^\d/.test(short) ? `P${short}` : short
}
