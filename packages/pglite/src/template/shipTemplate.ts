import { mkdir, readdir, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { Template } from "./Template.ts"
import { templateName } from "./templateName.ts"

/** Puts a template into the `dist/` of the package that ships it, and removes those of other contents. A build runs this last. */
export const shipTemplate = async (template: Template, dist: string): Promise<void> => {
  const name = templateName(template)
  await mkdir(dist, { recursive: true })
  const found = (await readdir(dist)).filter((file) => file.startsWith("template-"))
  for (const stale of found.filter((file) => file !== name)) await rm(join(dist, stale))
  if (found.includes(name)) return
  const { buildTemplate } = await import("./buildTemplate.ts")
  await writeFile(join(dist, name), await buildTemplate(template, 19))
}
