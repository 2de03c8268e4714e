import { chmod, mkdtemp, readdir, readFile, rm, statfs } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

/**
 * A directory for as long as this process runs: whoever asks removes it.
 *
 * Its name says whose it is, so that the next run finds what a killed one left behind, and the server in it.
 */
export const runDirectory = async (purpose: string, parent = tmpdir()): Promise<string> => {
  await removeOrphans(parent)
  return await mkdtemp(join(parent, `${PREFIX}${process.pid}-${purpose}-`))
}

/**
 * The directory for temporary files of a run, in memory where the machine has room for it: a database is a thousand files,
 * and a disk makes them at one a millisecond. What a power cut leaves is tried by harnesses, not here.
 */
export const scratchDirectory = async (): Promise<string | undefined> => {
  for (const parent of [tmpdir(), MEMORY]) await removeOrphans(parent)
  const place = await statfs(MEMORY).catch(() => undefined)
  if (place?.type !== TMPFS || place.bavail * place.bsize < ROOM_NEEDED || !(await mayExecute(MEMORY))) return undefined
  const directory = await runDirectory("scratch", MEMORY)
  // Like the system's own directory for temporary files: a test may be several users.
  await chmod(directory, 0o1777)
  return directory
}

const MEMORY = "/dev/shm"

/** statfs(2): TMPFS_MAGIC. */
const TMPFS = 0x01021994

/** A run needs 2 GB at most; as much again is left to everybody else. */
const ROOM_NEEDED = 6 * 1024 ** 3

const mayExecute = async (mountedAt: string): Promise<boolean> => {
  const mounts = (await readFile("/proc/mounts", "utf8")).split("\n").map((line) => line.split(" "))
  const options = mounts.findLast(([, place]) => place === mountedAt)?.[3] ?? "noexec"
  return !options.split(",").includes("noexec")
}

const PREFIX = "genie-test-run-"

const removeOrphans = async (parent: string): Promise<void> => {
  for (const name of await readdir(parent).catch(() => [])) {
    const owner = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN
    if (Number.isNaN(owner) || isAlive(owner)) continue
    const directory = join(parent, name)
    for (const place of [directory, ...(await directoriesIn(directory))]) {
      const [server = ""] = (await readFile(join(place, "postmaster.pid"), "utf8").catch(() => "")).split("\n")
      if (server !== "" && isAlive(Number(server))) process.kill(Number(server), "SIGQUIT")
    }
    // Another user's stays.
    await rm(directory, { recursive: true, force: true }).catch(() => {})
  }
}

const directoriesIn = async (directory: string): Promise<ReadonlyArray<string>> => {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(directory, name))
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}
