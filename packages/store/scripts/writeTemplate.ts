/** Puts the template of a new database into the built package. The package's build runs this last. */
import { mkdir, readdir, rm, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { buildTemplate } from "../src/database/template/buildTemplate.ts"
import { templateName } from "../src/database/template/templateName.ts"

const dist = new URL("../dist/", import.meta.url)
const name = templateName()

await mkdir(dist, { recursive: true })
const found = (await readdir(dist)).filter((file) => file.startsWith("template-"))
for (const stale of found.filter((file) => file !== name)) await rm(new URL(stale, dist))
if (!found.includes(name)) await writeFile(new URL(name, dist), await buildTemplate(19))
console.log(fileURLToPath(new URL(name, dist)))
