import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { it } from "@effect/vitest"
import { freshDatabase } from "@genie/store/testing"
import { Effect } from "effect"
import { expect } from "vitest"

const main = join(import.meta.dirname, "../main.ts")

/** What the example prints. It rejects when anything goes another way than the story says. */
const transcript = (...args: ReadonlyArray<string>) =>
  Effect.promise(async () => (await promisify(execFile)(process.execPath, [main, ...args])).stdout)

const promises = (printed: string) => {
  expect(printed).toContain('Created BOOKSHOP-1 "Implement auth middleware". It is ready, in draft.')
  expect(printed).toContain("BOOKSHOP-1 cannot go on. The gate of brainstorm asks for an agent")
  expect(printed).toContain("I would take sessions.")
  expect(printed).toContain("Done in src/auth.ts.")
  expect(printed).toMatch(/engineer-1 \(agent\) +.*run \w{8}/)
  expect(printed).toContain("BOOKSHOP-1 is done.")
  expect(printed).toContain('it depends on BOOKSHOP-2 "Choose where sessions are kept"')
  expect(printed).toContain("BOOKSHOP-2 waits for BOOKSHOP-3 waits for BOOKSHOP-2")
  expect(printed).toContain('engineer-2 has BOOKSHOP-3 "Keep the cart across visits"')
  expect(printed).toMatch(/Whole: \d+ entries in 1 log\./)
}

it.live("a task goes from an idea through agents and gates to done, on the embedded database", () =>
  Effect.map(transcript(), promises)
)

it.live("a task goes from an idea through agents and gates to done, on PostgreSQL", () =>
  freshDatabase({ isEmpty: true }).pipe(
    Effect.flatMap((database) => transcript("--database", database)),
    Effect.map(promises),
    Effect.scoped
  )
)
