/** A part of a sentence: words, or something to type. */
export interface Piece {
  readonly kind: "words" | "command"
  readonly text: string
}

/**
 * Takes what is to be typed out of a sentence of Genie. It stands after a colon, after ", or " or between backticks, and
 * ends where the next word is one that begins a sentence.
 */
export const piecesOf = (sentence: string): ReadonlyArray<Piece> => {
  const pieces: Array<Piece> = []
  let end = 0
  const words = (until: number) => {
    if (until > end) pieces.push({ kind: "words", text: sentence.slice(end, until) })
  }
  for (const { 0: found, index } of sentence.matchAll(command)) {
    words(index)
    pieces.push({ kind: "command", text: found })
    end = index + found.length
  }
  words(sentence.length)
  return pieces
}

/** A word of a command: quoted, in capitals (SHOP-12, COLUMN), a flag, or small, and never the full stop after it. */
const word = String.raw`(?:"[^"]*"|\$'(?:[^'\\]|\\.)*'|'[^']*'(?:\\''[^']*')*|[A-Z][A-Z0-9]*(?:-\d+)?(?![\w-])|[-a-z0-9_./][\w./:@%+=-]*(?<![.:=]))`

const command = new RegExp(`(?<=: |, or |\`)genie ${word}(?: ${word})*`, "g")
