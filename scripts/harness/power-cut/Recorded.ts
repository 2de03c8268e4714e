// What the recorder writes down, and how it is read again.
import { readFileSync } from "node:fs"

/** The directory that is watched, and the file to which everything is appended. */
export const ROOT_VARIABLE = "GENIE_POWER_CUT_ROOT"
export const LOG_VARIABLE = "GENIE_POWER_CUT_LOG"
/** After how many calls the program is killed, at the first moment that is bad enough. Absent: never. */
export const LIFE_VARIABLE = "GENIE_POWER_CUT_LIFE"

/** Under this name a recorded program finds how to say something of itself. */
export const MARK = Symbol.for("genie.power-cut.mark")

export type Recorded =
  | { readonly call: "create" | "mkdir" | "unlink" | "rmdir"; readonly name: string }
  | { readonly call: "rename"; readonly name: string; readonly to: string }
  | { readonly call: "open"; readonly name: string; readonly descriptor: number }
  | { readonly call: "close" | "sync" | "begin sync"; readonly descriptor: number }
  | { readonly call: "write"; readonly descriptor: number; readonly at: number }
  | { readonly call: "resize"; readonly descriptor: number; readonly size: number }
  | { readonly call: "mark"; readonly said: unknown }

/** A call, and what it wrote. */
export type Call = Recorded & { readonly data: Buffer }

export const readCalls = (file: string): ReadonlyArray<Call> => {
  const log = readFileSync(file)
  const calls: Array<Call> = []
  for (let at = 0; at < log.length; ) {
    const headerEnd = at + 8 + log.readUInt32LE(at)
    const end = headerEnd + log.readUInt32LE(at + 4)
    const recorded = JSON.parse(log.toString("utf8", at + 8, headerEnd)) as Recorded
    calls.push({ ...recorded, data: log.subarray(headerEnd, end) })
    at = end
  }
  return calls
}

/** Says something into the recording. */
export const mark = (said: unknown): void => (globalThis as { [MARK]?: (said: unknown) => void })[MARK]?.(said)
