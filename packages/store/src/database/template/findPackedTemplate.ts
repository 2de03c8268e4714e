// A new embedded database is a copy of one that was made when the package was built: half a second instead of three.
import { randomUUID } from "node:crypto"
import { mkdir, readFile, rename, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Migration } from "../../migrations/Migration.ts"
import { templateName } from "./templateName.ts"

/**
 * The template for this engine and these migrations, as a tar archive that zstd has compressed, or undefined where none was shipped. There is one for
 * Genie's migrations and one for none.
 *
 * Run from its sources, the package may not have been built: then the template is made once and kept in a cache.
 */
export async function findPackedTemplate(migrations: ReadonlyArray<Migration>): Promise<Uint8Array | undefined> {
  const name = templateName(migrations)
  const here = dirname(fileURLToPath(import.meta.url))
  const store = storePackage()
  // Beside the code that asks: the package itself, or a bundle of it with the template copied along.
  const shipped = [join(here, name), ...(store === undefined ? [] : [join(store, "dist", name)])]
  for (const file of shipped) {
    const template = await contentOf(file)
    if (template !== undefined) return template
  }
  if (store === undefined || !import.meta.url.endsWith(".ts")) return undefined
  return await cached(join(store, "node_modules", ".cache", "genie", name), migrations)
}

async function cached(file: string, migrations: ReadonlyArray<Migration>): Promise<Uint8Array> {
  const found = await contentOf(file)
  if (found !== undefined) return found
  const { buildTemplate } = await import("./buildTemplate.ts")
  const template = await buildTemplate(migrations, 3)
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, template)
  await rename(draft, file)
  return template
}

function storePackage(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve("@genie/store/package.json"))
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
