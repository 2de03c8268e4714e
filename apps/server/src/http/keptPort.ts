import { randomInt } from "node:crypto"
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"

/** The port that this file remembers, or nothing. A file that holds something else counts as none. */
export const keptPort = (file: string): number | undefined => {
  try {
    const written = readFileSync(file, "utf8").trim()
    const port = /^\d{1,5}$/.test(written) ? Number(written) : 0
    return port > 0 && port < 65_536 ? port : undefined
  } catch {
    return undefined
  }
}

/** Remembers a port. A port that cannot be remembered is still one to listen at: the next start takes another one. */
export const keepPort = (file: string, port: number): void => {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const draft = `${file}.${process.pid}.tmp`
    writeFileSync(draft, `${port}\n`, { mode: 0o600 })
    renameSync(draft, file)
  } catch {}
}

/**
 * A port to stay at: below the ports that systems give to connections (from 32768 on Linux, 49152 on macOS), any of which
 * may be taken for a moment at the next start, and above those that servers are known by.
 */
export const lastingPort = (): number => randomInt(LASTING_FROM, LASTING_TO)

const LASTING_FROM = 20_000
const LASTING_TO = 30_000
