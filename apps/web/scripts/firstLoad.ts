// What a browser has to load before it shows a board: the page, its scripts and its styles, compressed. More than the
// budget fails the build, so that growth is a decision.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"

const BUDGET_KB = 250

const dist = join(import.meta.dirname, "../dist")

interface Chunk {
  readonly file: string
  readonly css?: ReadonlyArray<string>
  readonly assets?: ReadonlyArray<string>
  readonly imports?: ReadonlyArray<string>
}
const manifest: Readonly<Record<string, Chunk>> = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"))

/** The chunk and everything it imports without being asked. */
const loadedWith = (name: string, seen = new Set<string>()): ReadonlySet<string> => {
  if (seen.has(name)) return seen
  seen.add(name)
  for (const imported of manifest[name]!.imports ?? []) loadedWith(imported, seen)
  return seen
}

const chunks = [...loadedWith("index.html")].map((name) => manifest[name]!)
const files = new Set([
  "index.html",
  "theme.js",
  ...chunks.flatMap(({ assets = [], css = [], file }) => [file, ...css, ...assets])
])
const sizes = [...files].map(
  (file) => [file, gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1000] as const
)
const total = sizes.reduce((sum, [, size]) => sum + size, 0)

for (const [file, size] of sizes) console.log(`${size.toFixed(1).padStart(8)} kB  ${file}`)
console.log(`${total.toFixed(1).padStart(8)} kB  first load, gzip (at most ${BUDGET_KB})`)
if (total > BUDGET_KB) process.exitCode = 1
