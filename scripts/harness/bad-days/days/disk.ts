// The disk does not do what it is told: it is full, it is broken, or there are no more file descriptors.
import { setTimeout as after } from "node:timers/promises"
import { HANG_LIMIT_MS } from "../../hangLimit.ts"
import { brokenAfterwards } from "../afterwards.ts"
import type { BadDay, DayOptions, Lived } from "../BadDay.ts"
import { type Fault, HEAP } from "../Fault.ts"
import { Product } from "../Product.ts"
import { Writers } from "../Writers.ts"

interface DiskFault extends Pick<Fault, "calls" | "where" | "code"> {
  readonly name: string
  /** The call that fails is one of the first so many. */
  readonly within: number
  /** Whether it is over at once, sometimes. */
  readonly mayBeOnce?: boolean
  readonly heapMb?: number
}

const faults: ReadonlyArray<DiskFault> = [
  {
    name: "the disk is full when the log is written",
    calls: ["writeSync"],
    where: "/pg_wal/",
    code: "ENOSPC",
    within: 400
  },
  {
    name: "the disk is full when a table is written",
    calls: ["writeSync"],
    where: "/base/",
    code: "ENOSPC",
    within: 200
  },
  {
    name: "the disk is full when the control file is written",
    calls: ["writeSync"],
    where: "pg_control",
    code: "ENOSPC",
    within: 4
  },
  {
    name: "the disk is full when a file is made",
    calls: ["openSync", "mkdirSync", "renameSync"],
    where: "/pg/",
    code: "ENOSPC",
    within: 20
  },
  {
    name: "a sync of the log fails",
    calls: ["fsyncSync"],
    where: "/pg_wal",
    code: "EIO",
    within: 100,
    mayBeOnce: true
  },
  {
    name: "a sync of a table fails",
    calls: ["fsyncSync"],
    where: "/base/",
    code: "EIO",
    within: 10,
    mayBeOnce: true
  },
  { name: "a write fails", calls: ["writeSync"], where: "/pg/", code: "EIO", within: 400, mayBeOnce: true },
  { name: "a read fails", calls: ["readSync"], where: "/base/", code: "EIO", within: 30, mayBeOnce: true },
  {
    name: "the memory of the engine's thread runs out",
    calls: ["writeSync"],
    where: "/pg/",
    code: HEAP,
    within: 50,
    heapMb: 150
  },
  { name: "there are no more file descriptors", calls: ["openSync"], where: "/pg/", code: "EMFILE", within: 20 }
]

/** How long people go on writing on the broken disk. */
const BROKEN_MS = 1_500

/** What is broken has to show itself within. */
const STRIKE_MS = 8_000

export const disk: ReadonlyArray<BadDay> = faults.map((fault) => ({
  name: fault.name,
  isSwept: true,
  live: (day) => lived(fault, day)
}))

async function lived(
  { calls, code, heapMb, mayBeOnce, where, within }: DiskFault,
  { copy, random }: DayOptions
): Promise<Lived> {
  const directory = await copy("data")
  const product = await Product.open(directory, {}, heapMb === undefined ? {} : { heapMb })
  const broken: Array<string> = []
  const writers = new Writers()
  let happened = false
  try {
    await Writers.prepare(product)
    const at = 1 + Math.floor(random() * within)
    const lasts = code !== HEAP && (mayBeOnce !== true || random() < 0.5)
    product.plan({ calls, where, code, at, lasts })
    writers.start(product)
    const until = performance.now() + STRIKE_MS
    while (!product.isStruck && performance.now() < until) {
      // What writes tables, makes files and reads them again.
      await product.query("checkpoint")
      await product.query(`create temporary table t${Math.floor(random() * 1e9)} as select * from notes`)
      await product.query("select count(*) from pg_depend, pg_attrdef, pg_statistic limit 1")
    }
    happened = product.isStruck
    await after(BROKEN_MS)
    const whileBroken = await product.query("select count(*) from notes")
    if ("error" in whileBroken && whileBroken.error.name === "Hang") broken.push(whileBroken.error.message)

    product.lift()
    const works = await recovered(product)
    await writers.stop()
    if (works !== undefined) broken.push(`Not usable ${HANG_LIMIT_MS / 1_000} s after the disk was mended: ${works}`)
    const closed = await product.close()
    if ("error" in closed) broken.push(`It did not close: ${closed.error.name}: ${closed.error.message}`)
  } catch (error) {
    broken.push(String(error))
  } finally {
    await writers.stop()
    await product.kill()
  }
  broken.push(...(await brokenAfterwards(directory, writers).catch((error) => [`It does not open again: ${error}`])))
  const said = [...writers.ledger.said.keys()]
  for (const words of said) if (/without a code/.test(words)) broken.push(`People were told: ${words}`)
  return { broken, said, happened }
}

/** Waits until it can be written again. What it says instead, when that takes too long. */
async function recovered(product: Product): Promise<string | undefined> {
  const until = performance.now() + HANG_LIMIT_MS
  for (;;) {
    const answer = await product.query("create table if not exists mended (at timestamptz default now())")
    if (!("error" in answer)) return undefined
    if (performance.now() > until) return `${answer.error.name}: ${answer.error.message}`
    await after(200)
  }
}
