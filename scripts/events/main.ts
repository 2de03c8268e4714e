// Writes what is read off the catalog of events, or with --check says which file is not what the catalog says.
import { readFileSync, writeFileSync } from "node:fs"
import { changesModule } from "./changesModule.ts"
import { eventsPage } from "./eventsPage.ts"

const root = new URL("../../", import.meta.url)
const isCheck = process.argv.includes("--check")

const files = [
  { file: "docs/events.md", text: eventsPage() },
  { file: "apps/web/src/live/changesOf.generated.ts", text: changesModule() }
]

const drifted = files.filter(({ file, text }) => {
  if (!isCheck) writeFileSync(new URL(file, root), text)
  return isCheck && readFileSync(new URL(file, root), "utf8") !== text
})

if (drifted.length > 0) {
  console.error(
    `These files are not what the catalog of events says: ${drifted.map(({ file }) => file).join(", ")}. Run \`pnpm generate\` and commit.`
  )
  process.exitCode = 1
}
