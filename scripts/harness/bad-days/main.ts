// Everything that goes wrong on a bad day goes wrong: the disk is full or broken, the directory is somebody else's, files are
// cut off, memory runs out, a query never ends, the machine sleeps. People are told what happened, then everything works
// again, and nothing that was acknowledged is lost.
import { chmod, cp, mkdir, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Harness, HarnessOptions } from "../Harness.ts"
import { randomFrom } from "../randomFrom.ts"
import type { BadDay, Lived } from "./BadDay.ts"
import { demands } from "./days/demands.ts"
import { directories } from "./days/directories.ts"
import { disk } from "./days/disk.ts"
import { time } from "./days/time.ts"
import { Product } from "./Product.ts"

/** What can happen at many moments happens at so many. */
const FULL_SIZE = 5

/** A bad day is mostly waiting. */
const AT_ONCE = 2

const days: ReadonlyArray<BadDay> = [...disk, ...directories, ...demands, ...time]

export const harness: Harness = {
  size: FULL_SIZE,
  async run(options) {
    const scratch = await mkdtemp(join(tmpdir(), "genie-bad-days-"))
    // Also somebody else has to find the way into it.
    await chmod(scratch, 0o755)
    try {
      return await livedThrough(scratch, options)
    } finally {
      await rm(scratch, { recursive: true, force: true })
    }
  }
}

async function livedThrough(scratch: string, { seed, signal, size }: HarnessOptions) {
  const random = randomFrom(seed)
  const fresh = join(scratch, "fresh")
  await mkdir(fresh, { mode: 0o700 })
  const product = await Product.open(fresh)
  await product.close()

  const isFullSize = size >= FULL_SIZE
  const wanted = days.filter(
    ({ isVariant, name }) => name.includes(process.env.BAD_DAYS_ONLY ?? "") && (isFullSize || isVariant !== true)
  )
  const waiting = wanted
    .flatMap((day) => Array.from({ length: day.isSwept ? size : 1 }, (_, time) => ({ day, time })))
    .map((each, index) => ({ ...each, index, seed: Math.floor(random() * 2 ** 32) }))
  const lived: Array<{ readonly day: string } & Lived> = []
  const live = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      signal.throwIfAborted()
      const { day, index, seed, time } = next
      const room = join(scratch, `room-${index}`)
      await mkdir(room)
      const copy = async (name: string) => {
        await cp(fresh, join(room, name), { recursive: true })
        return join(room, name)
      }
      const startedAt = performance.now()
      const found = await day.live({ scratch: room, copy, random: randomFrom(seed), isFullSize })
      lived.push({ day: day.name, ...found })
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
      const verdict = found.broken.length > 0 ? "✗" : found.happened ? "✓" : "·"
      console.log(`${verdict} ${day.name}${day.isSwept ? ` (${time + 1} of ${size})` : ""}, ${seconds} s`)
      for (const sentence of found.broken) console.log(`    ${sentence}`)
      await rm(room, { recursive: true, force: true })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, live))

  const broken = lived.flatMap(({ broken, day }) => broken.map((sentence) => `${day}: ${sentence}`))
  const happened = lived.filter((each) => each.happened)
  const said = Object.fromEntries(
    wanted.map(({ name }) => [
      name,
      [...new Set(lived.filter(({ day }) => day === name).flatMap((each) => each.said))].slice(0, 20)
    ])
  )
  const verdict =
    broken.length === 0 ? "each one told, each one over, nothing lost" : `${broken.length} promises broken`
  return {
    broken,
    figure: `${happened.length} bad days of ${wanted.length} kinds: ${verdict}`,
    numbers: { lived: lived.length, happened: happened.length, kinds: wanted.length, said }
  }
}
