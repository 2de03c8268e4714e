import { spawn } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { databaseDirectory } from "../../src/directory/DatabaseDirectory.ts"
import { makeReady } from "../../src/directory/makeReady.ts"
import { readOwnerFile, writeOwnerFile } from "../../src/directory/ownerFile.ts"
import { thisProcess } from "../../src/directory/thisProcess.ts"
import { openPglite } from "../../src/openPglite.ts"
import { temporaryDirectory } from "../temporaryDirectory.ts"

test("a program that opens a directory says who it is, and takes its name back when it closes", async () => {
  const directory = databaseDirectory(temporaryDirectory())
  const database = await openPglite({ directory: directory.path })

  const during = readOwnerFile(directory)
  await database.close()

  expect(during).toMatchObject(thisProcess())
  expect(existsSync(directory.owner)).toBe(false)
})

test("the second open in one process is refused, and says that it is this one", async () => {
  const directory = temporaryDirectory()
  await using _ = await openPglite({ directory })

  await expect(openPglite({ directory })).rejects.toMatchObject({
    name: "DirectoryInUse",
    message: `"${directory}" is open in this process already. One at a time can have it.`
  })
})

test.runIf(process.platform === "linux")(
  "an owner that has lost its lock is not joined, and keeps its name (needs /proc)",
  async () => {
    const directory = databaseDirectory(temporaryDirectory())
    makeReady(directory)
    const other = spawn("sleep", ["600"])
    onTestFinished(() => void other.kill("SIGKILL"))
    const pid = other.pid!
    const startedAt = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ")[19]!
    writeOwnerFile(directory, { ...thisProcess(), pid, startedAt, command: "sleep", since: "2026-11-30T00:00:00.000Z" })

    const refused = await openPglite({ directory: directory.path }).catch((error: unknown) => error)

    expect(refused).toMatchObject({ _tag: "DirectoryUnusable", message: expect.stringContaining(`End process ${pid}`) })
    expect(readOwnerFile(directory)?.pid).toBe(pid)
    expect(existsSync(directory.pg)).toBe(false)
  }
)

test("a file that nobody can understand is no owner", () => {
  const directory = databaseDirectory(temporaryDirectory())

  for (const text of ["", "{", "null", '{"pid":1}', '{"pid":"1","startedAt":"","bootId":"","command":"","since":""}']) {
    writeFileSync(directory.owner, text)
    expect(readOwnerFile(directory)).toBeUndefined()
  }
})

test("what an owner had not finished writing when it died is removed by the next", async () => {
  const directory = databaseDirectory(temporaryDirectory())
  const draft = join(directory.path, "owner.json.4121.tmp")
  writeFileSync(draft, "{")

  await using _ = await openPglite({ directory: directory.path })

  expect(existsSync(draft)).toBe(false)
})
