// A bookshop takes orders, and every order gets a receipt. The order, the stock and the receipt's run are one
// transaction: when an order cannot be taken, nobody ever starts to write its receipt.
//
//   node examples/within-your-transaction/main.ts                            on the embedded database
//   node examples/within-your-transaction/main.ts --database postgres://…    on PostgreSQL
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { openScheduler } from "@genie/scheduler"
import type { Kysely } from "kysely"
import { openShop, type ShopTables } from "./openShop.ts"

const { values } = parseArgs({ options: { database: { type: "string" } } })
const directory = await mkdtemp(join(tmpdir(), "genie-example-"))
try {
  await story()
} finally {
  await rm(directory, { recursive: true, force: true })
}

async function story() {
  await using genie = await openScheduler({
    directory,
    actor: "service:bookshop",
    ...(values.database !== undefined && { database: values.database })
  })
  // The shop's own tables live beside Genie's, in the same database.
  const db: Kysely<ShopTables> = await openShop(genie.kysely)

  await using _worker = await genie.work({
    queues: {
      receipts: ({ payload }) => {
        const { book, copies, order } = payload as { order: number; book: string; copies: number }
        return { receipt: `No. ${order}: ${copies} × ${book}. Thank you!` }
      }
    }
  })

  const order = (book: string, copies: number) =>
    db.transaction().execute(async (trx) => {
      const { id } = await trx.insertInto("orders").values({ book, copies }).returning("id").executeTakeFirstOrThrow()
      const run = await genie.within(trx).runs.enqueue({ queue: "receipts", payload: { order: id, book, copies } })

      const { numUpdatedRows } = await trx
        .updateTable("stock")
        .set(({ eb }) => ({ copies: eb("copies", "-", copies) }))
        .where("book", "=", book)
        .where("copies", ">=", copies)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) throw new Error(`There are not ${copies} copies of ${book} left`)
      return run
    })

  console.log("Two copies of Emma are ordered.")
  const run = await order("Emma", 2)
  console.log(`  receipt: ${JSON.stringify(await result(run.id))}`)
  await tell()

  console.log("\nTwenty copies are ordered, and there are not so many.")
  const refusal = await order("Emma", 20).catch((error: Error) => error.message)
  console.log(`  ${refusal}: everything is rolled back, the run of its receipt too.`)
  await tell()

  /** What is there now. */
  async function tell() {
    const { orders } = await db
      .selectFrom("orders")
      .select((eb) => eb.fn.countAll<number>().as("orders"))
      .executeTakeFirstOrThrow()
    const { copies } = await db.selectFrom("stock").select("copies").executeTakeFirstOrThrow()
    const { items } = await genie.runs.list({ queue: "receipts" })
    console.log(`  orders: ${orders}, copies left: ${copies}, receipts: ${items.length}`)
  }

  /** What the handler answered, once it has. */
  async function result(id: string) {
    for (;;) {
      const { finishedAt, result } = await genie.runs.show({ run: id })
      if (finishedAt !== null) return result
      await new Promise((resume) => setImmediate(resume))
    }
  }
}
