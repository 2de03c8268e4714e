import { randomBytes } from "node:crypto"
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { DirectoryRefused } from "@genie/store/owner"
import { Effect, Redacted } from "effect"

/**
 * The token that a client over TCP has to show: 256 random bits in a file that only its user can read, made once.
 * Of two processes that make it at once both read the one that was first.
 */
export const accessToken = (file: string): Effect.Effect<Redacted.Redacted, DirectoryRefused> =>
  Effect.try({
    try: () => Redacted.make(existing(file) ?? make(file)),
    catch: (error) =>
      new DirectoryRefused({
        directory: dirname(file),
        reason: `The access token "${file}" cannot be read or made: ${error instanceof Error ? error.message : error}.`
      })
  })

const existing = (file: string): string | undefined => {
  try {
    const token = readFileSync(file, "utf8").trim()
    if (token.length < 32) return undefined
    chmodSync(file, 0o600)
    return token
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined
    throw error
  }
}

const make = (file: string): string => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}.tmp`
  writeFileSync(draft, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 })
  try {
    // A link, unlike a rename, does not replace what another process has just made.
    linkSync(draft, file)
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error
    if (existing(file) === undefined) writeFileSync(file, readFileSync(draft), { mode: 0o600 })
  } finally {
    rmSync(draft, { force: true })
  }
  return existing(file)!
}
