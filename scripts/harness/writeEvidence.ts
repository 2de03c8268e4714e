import { execFileSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { join } from "node:path"

/** Writes what a harness found, and on what it ran, to where documents quote it from. */
export const writeEvidence = (name: string, found: Readonly<Record<string, unknown>>): void => {
  const directory = join(import.meta.dirname, "../../evidence")
  mkdirSync(directory, { recursive: true })
  const ran = {
    harness: name,
    at: new Date().toISOString(),
    commit: git("rev-parse", "--short", "HEAD"),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cores: cpus().length
  }
  writeFileSync(join(directory, `${name}.json`), `${JSON.stringify({ ...ran, ...found }, null, 2)}\n`)
}

/** Sources that were copied without their history still run. */
const git = (...args: ReadonlyArray<string>): string | null => {
  try {
    return execFileSync("git", args, { cwd: import.meta.dirname, encoding: "utf8" }).trim()
  } catch {
    return null
  }
}
