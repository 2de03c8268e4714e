import { PgliteError } from "./errors.ts"

/** PostgreSQL cuts longer names where somebody listens, and refuses them where somebody notifies: nobody would hear anything. */
const CHANNEL_BYTES_MAX = 63

/** Throws for a name of a channel on which nothing could be heard. */
export const assertChannel = (channel: string): void => {
  if (channel === "") throw new PgliteError("42602", "A channel has a name.")
  if (channel.includes("\0"))
    throw new PgliteError("42602", "The name of a channel may not contain the character 0x00.")
  const length = Buffer.byteLength(channel)
  if (length > CHANNEL_BYTES_MAX)
    throw new PgliteError(
      "42622",
      `The name of a channel may be ${CHANNEL_BYTES_MAX} bytes long, and this is ${length}: "${channel.slice(0, 40)}…".`
    )
}
