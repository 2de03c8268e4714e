// From a program's bytes to text that a database and a terminal take: valid UTF-8 without NUL, cut between characters.

/** The bytes as text; what is not UTF-8, and NUL, which no text column takes, becomes U+FFFD. */
export const storableText = (bytes: Uint8Array): string => decoder.decode(bytes).replaceAll("\0", "\uFFFD")

/** Where the last whole character ends: at most three bytes before the end. */
export const charactersEnd = (bytes: Uint8Array): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if ((byte & 0xc0) === 0x80) continue
    return back < lengthOf(byte) ? bytes.length - back : bytes.length
  }
  return bytes.length
}

/** The end of a text in at most so many bytes, and the number of bytes before it. */
export const textEnd = (text: string, bytesMax: number): { readonly text: string; readonly droppedBytes: number } => {
  const bytes = Buffer.from(text)
  let start = Math.max(0, bytes.length - bytesMax)
  while (start < bytes.length && start > 0 && (bytes[start]! & 0xc0) === 0x80) start++
  return start === 0 ? { text, droppedBytes: 0 } : { text: bytes.toString("utf8", start), droppedBytes: start }
}

/** A byte order mark is a character like any other: it must not disappear. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true })

const lengthOf = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1)
