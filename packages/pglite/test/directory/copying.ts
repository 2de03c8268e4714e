// A program that owns a data directory and does with it what drops a POSIX lock: run by the tests of the guard.
// `node copying.ts DIRECTORY WAY`; it says "done" then, and goes on until it is killed.
import { cpSync, readFileSync, rmSync, writeSync } from "node:fs"
import { join } from "node:path"
import { openPglite } from "../../src/openPglite.ts"

const [directory = "", way = ""] = process.argv.slice(2)

const ways: Readonly<Record<string, () => void>> = {
  "copies it": copy,
  "reads the lock file": () => void readFileSync(join(directory, "lock", "owner.lock")),
  "removes the lock": () => rmSync(join(directory, "lock"), { recursive: true })
}

const database = await openPglite({ directory })
await database.query("create table if not exists notes (writer text)")
ways[way]!()
await database.query("insert into notes values ('first')")
writeSync(1, "done\n")
setInterval(() => {}, 60_000)

/** The engine renames a file of its own soon after it was opened, and a copy that meets it begins anew. */
function copy(): void {
  try {
    cpSync(directory, `${directory}-copy`, { recursive: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error
    copy()
  }
}
