// Writes docs/openapi.json from the contracts, or with --check says whether it is what they say.
import { readFileSync, writeFileSync } from "node:fs"
import { openApi } from "@genie/server"

const file = new URL("../../../docs/openapi.json", import.meta.url)
const described = `${JSON.stringify(openApi(), null, 2)}\n`

if (!process.argv.includes("--check")) writeFileSync(file, described)
else if (readFileSync(file, "utf8") !== described) {
  console.error("docs/openapi.json is not what the contracts say. Write it with: pnpm --filter @genie/server openapi")
  process.exit(1)
}
