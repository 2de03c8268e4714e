import type { PGlite } from "@electric-sql/pglite"
import { CATALOG_QUERY } from "../../packages/store/src/migrations/catalogQuery.ts"

/** What the migrations made, a line for each thing. */
export async function catalogLines(pg: PGlite): Promise<string> {
  const { rows } = await pg.query<{ line: string }>(CATALOG_QUERY)
  const lines = rows.map(({ line }) => `  ${JSON.stringify(line)}`).join(",\n")
  return `// Written by \`pnpm generate\` from the migrations.\n\nexport const catalogLines: ReadonlyArray<string> = [\n${lines}\n]\n`
}
