// A cursor says of every log how far its reader is: there is no order between logs, so one number could not. It is
// opaque to its reader, and belongs to one database.

/** How far a reader is in each log. */
export type Positions = ReadonlyMap<string, number>

/** The positions as text: base64url of a version, the database, and a log and a number for each. */
export const encodeCursor = (instance: string, positions: Positions): string => {
  const parts: Array<Uint8Array> = [Uint8Array.of(VERSION), uuidBytes(instance)]
  for (const [log, seq] of positions) parts.push(uuidBytes(log), varint(seq))
  return Buffer.concat(parts).toString("base64url")
}

/** The positions of a cursor of this database. Nothing for any other text. */
export const decodeCursor = (instance: string, cursor: string): Positions | undefined => {
  if (!/^[A-Za-z0-9_-]+$/.test(cursor)) return undefined
  const bytes = Buffer.from(cursor, "base64url")
  if (bytes[0] !== VERSION || bytes.length < 17 || uuidOf(bytes, 1) !== instance) return undefined

  const positions = new Map<string, number>()
  for (let at = 17; at < bytes.length; ) {
    if (bytes.length < at + 17) return undefined
    const log = uuidOf(bytes, at)
    at += 16
    let seq = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]
      if (byte === undefined || scale > 2 ** 49) return undefined
      seq += (byte & 127) * scale
      if (byte < 128) break
    }
    if (!Number.isSafeInteger(seq)) return undefined
    positions.set(log, seq)
  }
  return positions
}

const VERSION = 1

const uuidBytes = (uuid: string): Buffer => Buffer.from(uuid.replaceAll("-", ""), "hex")

const uuidOf = (bytes: Buffer, at: number): string =>
  bytes.toString("hex", at, at + 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")

/** Seven bits a byte, the lowest first. */
const varint = (value: number): Uint8Array => {
  const bytes: Array<number> = []
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128)
  bytes.push(value)
  return Uint8Array.from(bytes)
}
