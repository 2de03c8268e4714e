// The backend half of PostgreSQL's wire protocol: where one message ends and the next begins.

/** The types of message that say something to us. */
export const ParameterDescription = 0x74 // t
export const RowDescription = 0x54 // T
export const NoData = 0x6e // n
export const DataRow = 0x44 // D
export const CommandComplete = 0x43 // C
export const ErrorResponse = 0x45 // E
export const NotificationResponse = 0x41 // A
export const ReadyForQuery = 0x5a // Z

/** Calls `on` with the type of each message and where its body starts and ends. */
export const eachMessage = (
  bytes: Buffer,
  from: number,
  to: number,
  on: (type: number, start: number, end: number) => void
): void => {
  for (let at = from; at < to; ) {
    const end = at + 1 + bytes.readInt32BE(at + 1)
    on(bytes[at]!, at + 5, end)
    at = end
  }
}

/** The text from here to the next zero byte, and where it goes on behind it. */
export const textAt = (bytes: Buffer, at: number): readonly [text: string, next: number] => {
  const end = bytes.indexOf(0, at)
  return [bytes.toString("utf8", at, end), end + 1]
}
