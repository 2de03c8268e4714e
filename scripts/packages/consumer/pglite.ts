// A program of somebody who installed `@genie/pglite` and Kysely and nothing else: run in such a project by `check.ts`.
import { readdirSync } from "node:fs"
import { openPglite } from "@genie/pglite"
import { PgliteDialect } from "@genie/pglite/kysely"
import { Kysely } from "kysely"

const first = await openPglite({ directory: "data" })
await first.query("create table orders (id int primary key, total numeric not null)")
await first.query("insert into orders values ($1, $2)", [1, "9.90"])
await first.close()

const again = await openPglite({ directory: "data" })
const refused: unknown = await openPglite({ directory: "data" }).catch((error: unknown) => error)
if (!(refused instanceof Error && refused.name === "DirectoryInUse")) throw refused

const kysely = new Kysely<{ orders: { id: number; total: string } }>({ dialect: new PgliteDialect(again) })
const rows = JSON.stringify(await kysely.selectFrom("orders").selectAll().execute())
if (rows !== '[{"id":1,"total":"9.90"}]') throw new Error(`The order is lost: ${rows}`)
await kysely.destroy()

const kept = readdirSync("data").sort().join(", ")
if (kept !== "lock, pg") throw new Error(`More is kept than was asked for: ${kept}`)
