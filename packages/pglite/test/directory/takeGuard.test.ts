// A program keeps its directory whatever it does to it: no second process gets in.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, onTestFinished, test } from "vitest"
import { databaseDirectory } from "../../src/directory/DatabaseDirectory.ts"
import { lockHolder } from "../../src/doctor/lockHolder.ts"
import { DirectoryInUse } from "../../src/driver/errors.ts"
import { openPglite } from "../../src/openPglite.ts"
import { temporaryDirectory } from "../temporaryDirectory.ts"

const program = fileURLToPath(new URL("copying.ts", import.meta.url))

/** A program that has done to its own directory what is said, and still has it open. */
const owning = async (directory: string, way: string): Promise<ChildProcess> => {
  const child = spawn(process.execPath, ["--conditions=@genie/source", program, directory, way], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  onTestFinished(() => void child.kill("SIGKILL"))
  await once(child.stdout!, "data")
  return child
}

describe("a program that owns a directory", () => {
  for (const way of ["copies it", "reads the lock file", "removes the lock"])
    test(`and ${way} keeps it: a second process is refused until the first has ended`, async () => {
      const directory = join(temporaryDirectory(), "data")
      const owner = await owning(directory, way)

      await expect(openPglite({ directory })).rejects.toBeInstanceOf(DirectoryInUse)
      expect(lockHolder(databaseDirectory(directory).lock).state).toBe("held")

      owner.kill("SIGKILL")
      await once(owner, "close")
      await using database = await openPglite({ directory })
      expect((await database.query("select * from notes")).rows).toStrictEqual([{ writer: "first" }])
    })
})
