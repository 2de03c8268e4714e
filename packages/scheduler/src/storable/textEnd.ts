/** The end of a text in at most so many bytes, no character cut in two, and the number of bytes before it. */
export const textEnd = (text: string, bytesMax: number): { readonly text: string; readonly droppedBytes: number } => {
  // A code unit takes a byte at least, so whatever comes before this cannot be part of the end.
  const candidate = text.length <= bytesMax ? text : text.slice(-bytesMax)
  const bytes = Buffer.from(candidate)
  const before = candidate === text ? 0 : Buffer.byteLength(text) - bytes.length
  let start = Math.max(0, bytes.length - bytesMax)
  while (start < bytes.length && start > 0 && (bytes[start]! & 0xc0) === 0x80) start++
  return start === 0 && before === 0
    ? { text, droppedBytes: 0 }
    : { text: bytes.toString("utf8", start), droppedBytes: before + start }
}
