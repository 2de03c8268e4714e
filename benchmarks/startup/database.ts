// One measurement in a process of its own: `database.ts makes|makesFiles|opens|opensTheirs <data directory>`. Prints how many
// milliseconds it took, and how many of a processor. Opening counts from before the first import: so long a program waits.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { dataDirectory } from "../../packages/store/src/database/owner/DataDirectory.ts"

const question = "select count(*) as count from pg_class"

const [what, path] = process.argv.slice(2) as [keyof typeof tasks, string]
const { pg } = dataDirectory(path)

const tasks = {
  makes: async () => {
    const { Effect } = await import("effect")
    const { prepareDirectory } = await import("../../packages/store/src/database/owner/prepareDirectory.ts")
    const { createDatabase } = await import("../../packages/store/src/database/template/createDatabase.ts")
    await Effect.runPromise(prepareDirectory(dataDirectory(path)))
    return await timed(() => Effect.runPromise(createDatabase(dataDirectory(path))))
  },
  /** As many as a new database has, and empty: what the file system takes for that alone. */
  makesFiles: async () => {
    const count = readdirSync(pg, { recursive: true }).length
    const beside = join(path, "beside")
    mkdirSync(beside)
    return await timed(async () => {
      for (let nth = 0; nth < count; nth++) writeFileSync(join(beside, String(nth)), "", { mode: 0o600 })
    })
  },
  opens: () =>
    timed(async () => {
      const { Pglite } = await import("@genie/pglite")
      const database = await Pglite.open({ directory: pg })
      await database.query(question)
      return database
    }),
  opensTheirs: () =>
    timed(async () => {
      const { PGlite } = await import("@electric-sql/pglite")
      const database = await PGlite.create(pg)
      await database.query(question)
      return database
    })
}

console.log(JSON.stringify(await tasks[what]()))
process.exit(0)

async function timed(
  work: () => Promise<{ readonly close: () => Promise<void> } | void>
): Promise<[wallMs: number, cpuMs: number]> {
  const startedAt = performance.now()
  const before = process.cpuUsage()
  const opened = await work()
  const wallMs = performance.now() - startedAt
  const { system, user } = process.cpuUsage(before)
  // Closed, so that the next one has nothing to recover.
  await opened?.close()
  return [Math.round(wallMs), Math.round((user + system) / 1000)]
}
