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
  expect(printed).toContain("Created 6, 0 unchanged.")
  expect(printed).toContain("Nothing was imported:\n    line 2:")
  expect(printed).toContain("Backing up Corner Books:\n  342 files, 18 MB")
  expect(printed).toContain("The command exited with code 3.")
  expect(printed).toContain("It can wait (cancelled)")
  expect(printed).toContain('Attempt 1 on agents: {"task":"Review the returns policy"}')
  expect(printed).toMatch(/Whole: \d+ entries/)
  expect(printed).toMatch(/Entry \d+ was changed after it was sealed/)
}

it.live("a crontab becomes runs and an audit trail that shows its one changed byte, on the embedded database", () =>
  Effect.map(transcript(), promises)
)

it.live("a crontab becomes runs and an audit trail that shows its one changed byte, on PostgreSQL", () =>
  freshDatabase({ isEmpty: true }).pipe(
    Effect.flatMap((database) => transcript("--database", database)),
    Effect.map(promises),
    Effect.scoped
  )
)
