import { Effect } from "effect"
import { bodyBytesMax } from "../limits.ts"
import { InvalidInput } from "../refusals.ts"

/** The name that stands for the standard input. */
export const STANDARD_INPUT = "-"

/**
 * A text that somebody wrote into a file or sends to the standard input, as it is: only the line break with which every
 * editor ends a file is left out.
 */
export const readLongText = (field: string, file: string): Effect.Effect<string, InvalidInput> =>
  Effect.tryPromise({
    try: () => bytesOf(file),
    catch: (error) => new InvalidInput({ field, reason: unreadable(file, error) })
  }).pipe(
    Effect.flatMap((bytes) => {
      if (bytes === undefined)
        return Effect.fail(
          new InvalidInput({
            field,
            reason: `${nameOf(file)} has more than ${bodyBytesMax} bytes, the most that is read.`
          })
        )
      const text = decoded(bytes)
      return text === undefined
        ? Effect.fail(
            new InvalidInput({ field, reason: `${nameOf(file)} is not text in UTF-8, and nothing else is stored.` })
          )
        : Effect.succeed(text.replace(/\r?\n$/, ""))
    })
  )

/** Nothing when there is more of it than is read. */
const bytesOf = async (file: string): Promise<Buffer | undefined> => {
  if (file === STANDARD_INPUT) return collected(process.stdin)
  // Loaded here, because most commands read no file.
  const { open } = await import("node:fs/promises")
  const handle = await open(file)
  try {
    return await collected(handle.createReadStream())
  } finally {
    await handle.close()
  }
}

const collected = async (stream: AsyncIterable<Buffer>): Promise<Buffer | undefined> => {
  const chunks: Array<Buffer> = []
  let length = 0
  for await (const chunk of stream) {
    length += chunk.length
    if (length > bodyBytesMax) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Nothing when they are no text: a byte that is not UTF-8, or a NUL, which no text has. */
const decoded = (bytes: Buffer): string | undefined => {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes)
    return text.includes("\0") ? undefined : text
  } catch {
    return undefined
  }
}

const nameOf = (file: string) => (file === STANDARD_INPUT ? "The standard input" : `"${file}"`)

const unreadable = (file: string, error: unknown): string => {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined
  switch (code) {
    case "ENOENT":
      return `There is no file "${file}".`
    case "EISDIR":
      return `"${file}" is a directory.`
    case "EACCES":
      return `"${file}" may not be read by this user.`
    default:
      return `${nameOf(file)} cannot be read: ${error instanceof Error ? error.message : error}.`
  }
}
