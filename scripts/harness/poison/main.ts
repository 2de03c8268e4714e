// Handlers, commands and programs hand back everything that a database may not take, in every place of a batch. Does each
// run beside them end as it should, each poisoned one with a reason, and does the schedule go on?
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startPostgres } from "@genie/store/testing"
import type { Harness, HarnessOptions } from "../Harness.ts"
import { randomFrom } from "../randomFrom.ts"
import { brokenIn } from "./brokenIn.ts"
import { healthy } from "./Poison.ts"
import { sentAsItIs } from "./sentAsItIs.ts"
import { throughOwner } from "./throughOwner.ts"
import { throughProgram } from "./throughProgram.ts"

export const harness: Harness = {
  size: 10,
  async run(options) {
    const scratch = await mkdtemp(join(tmpdir(), "genie-poison-"))
    try {
      const embedded = await poisoned("embedded", scratch, undefined, options)
      const server = await startPostgres(18)
      const postgres = await poisoned("postgres 18", scratch, server.url, options).finally(() => server.stop())
      const control = brokenIn(await sentAsItIs({ database: "memory:" }))
      const both = [embedded, postgres]
      return {
        broken: [
          ...both.flatMap(({ broken, on }) => broken.map((sentence) => `${on}: ${sentence}`)),
          ...(control.length > 0 ? [] : ["A completer that sends as is was not found out."])
        ],
        figure: `${both.map(({ on, poisons, runs }) => `${poisons} poisoned ends among ${runs} runs on ${on}`).join(", ")}: ${both.reduce((sum, { broken }) => sum + broken.length, 0)} promises broken, a completer that sends as is leaves ${control.length} of 3 runs behind`,
        numbers: { on: both, control }
      }
    } finally {
      await rm(scratch, { recursive: true, force: true })
    }
  }
}

const poisoned = async (
  on: string,
  scratch: string,
  database: string | undefined,
  { seed, signal, size }: HarnessOptions
) => {
  const startedAt = performance.now()
  const random = randomFrom(seed)
  const home = join(scratch, database === undefined ? "embedded" : "postgres")
  const options = database === undefined ? { directory: home } : { directory: home, database }
  const program = await throughProgram(options, size, random, signal)
  const owner = await throughOwner(home, database, size, random, signal)
  const judged = [...program.judged, ...owner]
  return {
    on,
    runs: judged.length,
    poisons: judged.filter(({ name }) => name !== healthy).length,
    seconds: Math.round((performance.now() - startedAt) / 1_000),
    broken: [...brokenIn(judged), ...program.broken]
  }
}
