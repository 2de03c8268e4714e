import { randomUUID } from "node:crypto"
import { existsSync } from "node:fs"
import { cp, mkdir, rename, rm } from "node:fs/promises"
import { join } from "node:path"
import { inject, onTestFinished } from "vitest"
import { Pglite } from "../src/driver/Pglite.ts"
import type { PgliteOptions } from "../src/driver/PgliteOptions.ts"
import { makeDatabase } from "../src/template/makeDatabase.ts"

/** An embedded database on a disk, empty, for one test. It is closed and removed with it. */
export const freshPglite = async (options: Omit<PgliteOptions, "directory" | "template"> = {}): Promise<Pglite> => {
  const directory = join(inject("genieRunDirectory"), `pglite-${randomUUID()}`)
  await cp(await empty(), directory, { recursive: true })
  const database = await Pglite.open({ ...options, directory })
  onTestFinished(async () => {
    await database.close()
    await rm(directory, { recursive: true, force: true })
  })
  return database
}

/** A directory to copy. The first test of a run makes it, the others wait for it or make their own. */
const empty = async (): Promise<string> => {
  const kept = join(inject("genieRunDirectory"), "pglite-empty")
  if (existsSync(kept)) return kept
  const path = `${kept}-${randomUUID()}`
  const pg = join(path, "pg")
  await mkdir(path, { mode: 0o700 })
  await makeDatabase({ path, pg }, () => Promise.resolve(undefined))
  // Another worker may have been faster, and its directory is as good.
  await rename(pg, kept).catch(() => {})
  return kept
}
