// A program that tries to weaken the embedded database, and then writes rows and says how many were acknowledged, until it is
// killed. `node acknowledging.ts DIRECTORY`
import { writeSync } from "node:fs"
import { openPglite } from "../src/openPglite.ts"

const [directory = ""] = process.argv.slice(2)
const database = await openPglite({ directory })
await database.query("create table if not exists notes (id int)")
for (const text of [
  "set synchronous_commit = off",
  "select set_config('synchronous_commit', 'off', false)",
  "alter system set synchronous_commit = off",
  "alter role current_user set synchronous_commit = off",
  "do $$ begin execute 'set synchronous' || '_commit = off'; end $$"
])
  await database.query(text).catch(() => {})

const connection = database.connect()
for (let row = 1; ; row++) {
  await connection.query("begin")
  await connection.query("savepoint before")
  await connection.query("set local synchronous_commit = off").catch(() => connection.query("rollback to before"))
  await connection.query("insert into notes values ($1)", [row])
  await connection.query("commit")
  writeSync(1, `${row}\n`)
}
