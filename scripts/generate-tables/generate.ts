/**
 * Writes the store's generated files from its migrations, or with `--check` says which of them have drifted.
 */
import { readFile, writeFile } from "node:fs/promises"
import { PGlite } from "@electric-sql/pglite"
import { migrations } from "../../packages/store/src/migrations/index.ts"
import { catalogLines } from "./catalogLines.ts"
import { schemaJson } from "./schemaJson.ts"
import { tableTypes } from "./tableTypes.ts"

const store = new URL("../../packages/store/", import.meta.url)
const isCheck = process.argv.includes("--check")

const pg = await PGlite.create()
await pg.exec("create schema genie")
for (const migration of migrations) for (const statement of migration.sql) await pg.exec(statement)

const drifted = [
  await settle("schema.json", await schemaJson(pg)),
  await settle("src/database/Tables.generated.ts", await tableTypes(pg)),
  await settle("src/database/Catalog.generated.ts", await catalogLines(pg))
].filter((name) => name !== undefined)
await pg.close()

if (drifted.length > 0) {
  console.error(`These files are not what the migrations say: ${drifted.join(", ")}. Run \`pnpm generate\` and commit.`)
  process.exitCode = 1
}

async function settle(path: string, content: string): Promise<string | undefined> {
  const file = new URL(path, store)
  if (!isCheck) return void (await writeFile(file, content))
  const committed = await readFile(file, "utf8").catch(() => undefined)
  return committed === content ? undefined : `packages/store/${path}`
}
