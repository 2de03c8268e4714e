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
      "  SHOP-1 queued: Pack order 1: 2 × Emma, for packer-7",
      "  SHOP-2 blocked: Post order 1",
      "",
      "Twenty copies are ordered, and there are not so many.",
      "  There are not 20 copies of Emma left: everything is rolled back, the tasks of the order too.",
      "  SHOP-1 queued: Pack order 1: 2 × Emma, for packer-7",
      "  SHOP-2 blocked: Post order 1",
      "",
      "Why is nobody posting the parcel?",
      '  It depends on SHOP-1 "Pack order 1: 2 × Emma", which is queued in desk.',
      "  The gate of desk asks for an agent, whose run succeeds or who approves it.",
      "",
      "An agent comes to the desk. What it finishes makes the next task ready.",
      "  Pack order 1: 2 × Emma (SHOP-1)",
      "  Post order 1 (SHOP-2)",
      "  SHOP-1 done: Pack order 1: 2 × Emma, for packer-7",
      "  SHOP-2 done: Post order 1",
      ""
    ].join("\n")
  )

it.live(
  "the rollback of an order takes its tasks along, and what is finished makes the next ready, on the embedded database",
  () => Effect.map(transcript(), promises)
)

it.live(
  "the rollback of an order takes its tasks along, and what is finished makes the next ready, on PostgreSQL",
  () =>
    freshDatabase({ isEmpty: true }).pipe(
      Effect.flatMap((database) => transcript("--database", database)),
      Effect.map(promises),
      Effect.scoped
    )
)
