// A program that has nothing else to do ends when its event loop is empty: what is still to be answered must keep it alive.
import { execFile } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { promisify } from "node:util"
import { expect, it } from "vitest"

// The engine makes a new database, which takes seconds on a busy machine.
const door = pathToFileURL(join(import.meta.dirname, "../src/index.ts")).href

/** Runs a program that does nothing beside what it asks of an open `database`, and gives what it printed. */
const printedBy = async (statements: string): Promise<string> => {
  const program = `
    const { Pglite } = await import(${JSON.stringify(door)})
    const database = await Pglite.open(process.env.DIRECTORY === undefined ? {} : { directory: process.env.DIRECTORY })
    ${statements}`
  const directory = await mkdtemp(join(tmpdir(), "genie-closing-"))
  try {
    const args = ["--conditions=@genie/source", "--input-type=module", "--eval", program]
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      env: { ...process.env, DIRECTORY: directory }
    })
    return stdout.trim()
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

it("a program that closes its database while statements are under way ends after the database is closed", async () => {
  const printed = await printedBy(`
    const asked = Array.from({ length: 200 }, () => database.query("select 1"))
    await database.close()
    await Promise.all(asked)
    console.log("closed")`)

  expect(printed).toBe("closed")
})

it("a program that waits for an archive while statements are under way gets it", async () => {
  const printed = await printedBy(`
    for (let n = 0; n < 200; n++) void database.query("select 1")
    console.log((await database.dump()).length > 0)
    await database.close()`)

  expect(printed).toBe("true")
})
