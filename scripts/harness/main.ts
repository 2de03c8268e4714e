// Runs a harness by its name: `pnpm harness kill-daemon --size 200 --seed 7`. The last line printed is its figure; the
// rest is in `evidence/NAME.json`. It exits with 1 when a promise was broken.
import { readdirSync } from "node:fs"
import { parseArgs } from "node:util"
import type { Harness } from "./Harness.ts"
import { writeEvidence } from "./writeEvidence.ts"

const names = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "node_modules" && entry.name !== "test")
  .map((entry) => entry.name)

const {
  positionals: [name],
  values
} = parseArgs({ allowPositionals: true, options: { size: { type: "string" }, seed: { type: "string" } } })
if (name === undefined || !names.includes(name)) {
  console.error(`Which harness? ${names.join(", ")}`)
  process.exit(2)
}

const { harness }: { readonly harness: Harness } = await import(`./${name}/main.ts`)
const size = whole("size", values.size, harness.size)
const seed = whole("seed", values.seed, Date.now() % 1_000_000)

const stopping = new AbortController()
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => stopping.abort(new Error(`Stopped by ${signal}.`)))
}

const startedAt = performance.now()
const { broken, figure, numbers } = await harness.run({ size, seed, signal: stopping.signal }).catch((error) => {
  if (!stopping.signal.aborted) throw error
  console.error(stopping.signal.reason.message)
  process.exit(1)
})
const seconds = Math.round((performance.now() - startedAt) / 1_000)
writeEvidence(name, { size, seed, seconds, broken, figure, ...numbers })

for (const promise of broken) console.error(`✗ ${promise}`)
console.log(`${name}: ${figure} (seed ${seed}, ${seconds} s)`)
process.exit(broken.length === 0 ? 0 : 1)

function whole(option: string, written: string | undefined, otherwise: number): number {
  if (written === undefined) return otherwise
  if (/^\d+$/.test(written)) return Number(written)
  console.error(`--${option} ${written}: a whole number is needed.`)
  process.exit(2)
}
