import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { it } from "@effect/vitest"
import { freshDatabase } from "@genie/store/testing"
import { Effect } from "effect"
import { expect } from "vitest"

const main = join(import.meta.dirname, "../main.ts")

const transcript = (...args: ReadonlyArray<string>) =>
  Effect.promise(async () => (await promisify(execFile)(process.execPath, [main, ...args])).stdout)

const promises = (printed: string) =>
  expect(printed).toBe(
    [
      "Two copies of Emma are ordered.",
      '  receipt: {"receipt":"No. 1: 2 × Emma. Thank you!"}',
      "  orders: 1, copies left: 1, receipts: 1",
      "",
      "Twenty copies are ordered, and there are not so many.",
      "  There are not 20 copies of Emma left: everything is rolled back, the run of its receipt too.",
      "  orders: 1, copies left: 1, receipts: 1",
      ""
    ].join("\n")
  )

it.live("the rollback of an order takes its receipt's run along, on the embedded database", () =>
  Effect.map(transcript(), promises)
)

it.live("the rollback of an order takes its receipt's run along, on PostgreSQL", () =>
  freshDatabase({ isEmpty: true }).pipe(
    Effect.flatMap((database) => transcript("--database", database)),
    Effect.map(promises),
    Effect.scoped
  )
)
