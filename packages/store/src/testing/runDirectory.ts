import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

/**
 * A directory for as long as this process runs: whoever asks removes it.
 *
 * Its name says whose it is, so that the next run finds what a killed one left behind, and the server in it.
 */
export const runDirectory = async (purpose: string): Promise<string> => {
  await removeOrphans()
  return await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-${purpose}-`))
}

const PREFIX = "genie-test-run-"

const removeOrphans = async (): Promise<void> => {
  for (const name of await readdir(tmpdir())) {
    const owner = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN
    if (Number.isNaN(owner) || isAlive(owner)) continue
    const directory = join(tmpdir(), name)
    const [server = ""] = (await readFile(join(directory, "postmaster.pid"), "utf8").catch(() => "")).split("\n")
    if (server !== "" && isAlive(Number(server))) process.kill(Number(server), "SIGQUIT")
    await rm(directory, { recursive: true, force: true })
  }
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}
