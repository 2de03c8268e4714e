// Runs a benchmark by its name: `pnpm bench queue --size 20000`. The last line printed is its figure.
import { readdirSync } from "node:fs"

const names = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "node_modules")
  .map((entry) => entry.name)

const name = process.argv[2]
if (name === undefined || !names.includes(name)) {
  console.error(`Which benchmark? ${names.join(", ")}`)
  process.exit(2)
}
await import(`./${name}/main.ts`)
