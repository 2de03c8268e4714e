// A new embedded database is a copy of one that was made when the package was built: half a second instead of three.
import { randomUUID } from "node:crypto"
import { mkdir, readFile, rename, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Template } from "./Template.ts"
import { templateName } from "./templateName.ts"

/**
 * The template for this engine and these contents, as a tar archive that zstd has compressed, or undefined where none was
 * shipped.
 *
 * Run from its sources, the package may not have been built: then the template is made once and kept in a cache.
 */
export async function findPackedTemplate(template: Template): Promise<Uint8Array | undefined> {
  const name = templateName(template)
  const here = dirname(fileURLToPath(template.from))
  const itsPackage = directoryOf(template)
  // Beside the code that asks: the package itself, or a bundle of it with the template copied along.
  const shipped = [join(here, name), ...(itsPackage === undefined ? [] : [join(itsPackage, "dist", name)])]
  for (const file of shipped) {
    const packed = await contentOf(file)
    if (packed !== undefined) return packed
  }
  if (itsPackage === undefined || !template.from.endsWith(".ts")) return undefined
  return await cached(join(itsPackage, "node_modules", ".cache", "genie", name), template)
}

async function cached(file: string, template: Template): Promise<Uint8Array> {
  const found = await contentOf(file)
  if (found !== undefined) return found
  const { buildTemplate } = await import("./buildTemplate.ts")
  const packed = await buildTemplate(template, 3)
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, packed)
  await rename(draft, file)
  return packed
}

function directoryOf(template: Template): string | undefined {
  try {
    return dirname(createRequire(template.from).resolve(`${template.package}/package.json`))
  } catch {
    return undefined
  }
}

async function contentOf(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined
    throw error
  }
}
