/** Puts the templates of a new database into the built package: Genie's, and an empty one. The package's build runs this last. */
import { mkdir, readdir, rm, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { buildTemplate } from "../src/database/template/buildTemplate.ts"
import { templateName } from "../src/database/template/templateName.ts"
import { migrations } from "../src/migrations/index.ts"

const dist = new URL("../dist/", import.meta.url)
const wanted = new Map([migrations, []].map((of) => [templateName(of), of]))

await mkdir(dist, { recursive: true })
const found = (await readdir(dist)).filter((file) => file.startsWith("template-"))
for (const stale of found.filter((file) => !wanted.has(file))) await rm(new URL(stale, dist))
for (const [name, of] of wanted) {
  if (!found.includes(name)) await writeFile(new URL(name, dist), await buildTemplate(of, 19))
  console.log(fileURLToPath(new URL(name, dist)))
}
