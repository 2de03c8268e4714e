// Writes the declarations of the promises from the contracts, or with --check says which are not what they say.
import { readFileSync, writeFileSync } from "node:fs"
import { declaredFiles } from "./declared.ts"

const root = new URL("../../", import.meta.url)
const isCheck = process.argv.includes("--check")

const drifted = declaredFiles.filter(({ file, text }) => {
  if (!isCheck) writeFileSync(new URL(file, root), text)
  return isCheck && readFileSync(new URL(file, root), "utf8") !== text
})

if (drifted.length > 0) {
  console.error(
    `These files are not what the contracts say: ${drifted.map(({ file }) => file).join(", ")}. Run \`pnpm generate\` and commit.`
  )
  process.exitCode = 1
}
