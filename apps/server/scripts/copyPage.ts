// Puts the built page into the build of the server, compressed once and for all: a published package has it inside.
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { basename, extname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { brotliCompressSync, gzipSync } from "node:zlib"

const built = fileURLToPath(new URL("../../web/dist/", import.meta.url))
const page = fileURLToPath(new URL("../dist/web/", import.meta.url))

/** Neither source maps nor what the build noted for itself. */
function isServed(file: string) {
  return extname(file) !== ".map" && !basename(file).startsWith(".")
}

if (!existsSync(join(built, "index.html"))) {
  console.error("There is no built page in apps/web/dist. Build it with: pnpm --filter @genie/web build")
  process.exit(1)
}

rmSync(page, { recursive: true, force: true })
cpSync(built, page, { recursive: true, filter: isServed })

for (const entry of readdirSync(page, { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name)
  if (!entry.isFile() || !/\.(css|html|js|json|svg|txt|webmanifest)$/.test(file)) continue
  const content = readFileSync(file)
  // Below this a header of the compressed form costs what it saves.
  if (content.length < 1024) continue
  writeFileSync(`${file}.br`, brotliCompressSync(content))
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
}
