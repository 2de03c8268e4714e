/** The first words of a line, and what follows them without its leading blanks. */
export const takeWords = (
  text: string,
  count: number
): { readonly words: ReadonlyArray<string>; readonly rest: string } => {
  const words: Array<string> = []
  let rest = text
  while (words.length < count && rest !== "") {
    const word = /^[^ \t]+/.exec(rest)?.[0] ?? ""
    words.push(word)
    rest = rest.slice(word.length).replace(/^[ \t]+/, "")
  }
  return { words, rest }
}
