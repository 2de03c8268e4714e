// A process that wants a directory: run by tests, which kill it. `node contender.ts DIRECTORY once` says whether it got the
// directory and ends; `keep` has it until it dies.
import { writeSync } from "node:fs"
import { openPglite } from "../../src/openPglite.ts"

const [directory = "", mode = ""] = process.argv.slice(2)

try {
  const database = await openPglite({ directory, maintenance: false })
  writeSync(1, "own\n")
  if (mode === "keep") setInterval(() => {}, 60_000)
  else await database.close()
} catch (error) {
  writeSync(1, `${(error as Error).name}\n`)
}
