// From a program's bytes to text that a database and a terminal take: valid UTF-8 without NUL, cut between characters.
import { storableText } from "../storable/storableText.ts"

/** The bytes as text; invalid UTF-8, and NUL, which no text column takes, become U+FFFD. */
export const decodeOutput = (bytes: Uint8Array): string => storableText(decoder.decode(bytes))

/** The index at which the last whole character ends: at most three bytes before the end. */
export const charactersEnd = (bytes: Uint8Array): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if ((byte & 0xc0) === 0x80) continue
    return back < lengthOf(byte) ? bytes.length - back : bytes.length
  }
  return bytes.length
}

/** A byte order mark is a character like any other: it must not disappear. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true })

const lengthOf = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1)
