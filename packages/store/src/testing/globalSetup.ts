// Starts a real PostgreSQL for the tests, and stops it when they end. Its binaries come from the package registry.
import { rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import type { TestProject } from "vitest/node"
import { startPostgres, type TestPostgres } from "./postgresServer.ts"
import { runDirectory, scratchDirectory } from "./runDirectory.ts"

declare module "vitest" {
  interface ProvidedContext {
    /** The servers of this run. */
    readonly geniePostgres: ReadonlyArray<{ readonly major: number; readonly url: string }>
    /** A directory for what the files of one run share. */
    readonly genieRunDirectory: string
    /** Where temporary files are on a disk. */
    readonly genieDisk: string
  }
}

/** `GENIE_TEST_POSTGRES=15,16,17,18` runs the tests on these majors. */
const majors = (process.env.GENIE_TEST_POSTGRES || "18").split(",").map(Number)

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  project.provide("genieDisk", tmpdir())
  const scratch = await scratchDirectory()
  // The files' own processes are started after this, and inherit it.
  if (scratch !== undefined) process.env.TMPDIR = scratch
  const directory = await runDirectory("files")
  const servers: Array<TestPostgres> = []
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()))
    for (const path of [directory, ...(scratch === undefined ? [] : [scratch])])
      await rm(path, { recursive: true, force: true })
  }
  try {
    for (const major of majors) servers.push(await startPostgres(major))
  } catch (error) {
    await stop()
    throw error
  }
  project.provide(
    "geniePostgres",
    servers.map(({ major, url }) => ({ major, url }))
  )
  project.provide("genieRunDirectory", directory)
  return stop
}
