// A bookshop takes orders, and every order makes work: to pack it, and to post it once it is packed. The order, the stock
// and the tasks are one transaction: when an order cannot be taken, nobody ever has anything to pack.
//
//   node examples/tasks-in-your-program/main.ts                            on the embedded database
//   node examples/tasks-in-your-program/main.ts --database postgres://…    on PostgreSQL
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { openTasks } from "@genie/tasks"
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
  await using genie = await openTasks({
    directory,
    actor: "service:bookshop",
    ...(values.database !== undefined && { database: values.database })
  })
  // The shop's own tables live beside Genie's, in the same database.
  const db: Kysely<ShopTables> = await openShop(genie.kysely)

  // A repository is a project. Its orders have a board of their own: an agent does each task, and it is done.
  const repository = "/srv/bookshop"
  await genie.projects.create({ name: "Bookshop", key: "SHOP", repoPath: repository })
  await genie.boards.create({
    project: "SHOP",
    name: "orders",
    columns: [{ name: "desk", category: "ready", gate: "agent", action: "desk", autoAdvance: true }]
  })

  const order = (book: string, copies: number) =>
    db.transaction().execute(async (trx) => {
      const { id } = await trx.insertInto("orders").values({ book, copies }).returning("id").executeTakeFirstOrThrow()

      const shop = genie.within(trx)
      const pack = await shop.createTask(repository, {
        title: `Pack order ${id}: ${copies} × ${book}`,
        board: "orders"
      })
      const post = await shop.createTask(repository, { title: `Post order ${id}`, board: "orders" })
      await shop.addActor(pack.id, { actorType: "omni_agent", actorId: "packer-7" }, "assignee")
      await shop.addDependency(post.id, pack.id, "depends_on")

      const { numUpdatedRows } = await trx
        .updateTable("stock")
        .set(({ eb }) => ({ copies: eb("copies", "-", copies) }))
        .where("book", "=", book)
        .where("copies", ">=", copies)
        .executeTakeFirst()
      if (numUpdatedRows === 0n) throw new Error(`There are not ${copies} copies of ${book} left`)
    })

  console.log("Two copies of Emma are ordered.")
  await order("Emma", 2)
  await tell()

  console.log("\nTwenty copies are ordered, and there are not so many.")
  const refusal = await order("Emma", 20).catch((error: Error) => error.message)
  console.log(`  ${refusal}: everything is rolled back, the tasks of the order too.`)
  await tell()

  console.log("\nWhy is nobody posting the parcel?")
  for (const { sentence } of await genie.tasks.why({ task: "SHOP-2" })) console.log(`  ${sentence}`)

  console.log("\nAn agent comes to the desk. What it finishes makes the next task ready.")
  await using _agent = await genie.work({
    queues: {
      desk: ({ payload }) => {
        const { task } = payload as { readonly task: { readonly key: string; readonly title: string } }
        console.log(`  ${task.title} (${task.key})`)
      }
    }
  })
  await until(async () => (await genie.projects.show({ project: "SHOP" })).openTasks === 0)
  await tell()

  /** What there is to do. */
  async function tell() {
    const { items } = await genie.tasks.list({ project: "SHOP", all: true })
    for (const { assignees, key, status, title } of [...items].reverse()) {
      const who = assignees.length === 0 ? "" : `, for ${assignees.join(", ")}`
      console.log(`  ${key} ${status}: ${title}${who}`)
    }
  }
}

/** Asks until it is so. */
async function until(isSo: () => Promise<boolean>) {
  while (!(await isSo())) await new Promise((resume) => setImmediate(resume))
}
