// Time passes without the program: it is stopped, the machine sleeps, the clock jumps.
import { setTimeout as after } from "node:timers/promises"
import { brokenAfterwards } from "../afterwards.ts"
import type { BadDay, DayOptions, Lived } from "../BadDay.ts"
import { Product } from "../Product.ts"
import { Writers } from "../Writers.ts"

/** A program that was stopped for longer than a statement may take. */
const STATEMENT_TIMEOUT_MS = 2_500
const STOPPED_MS = 4_000
const STOPPED_FULL_MS = 60_000

const HOUR_MS = 3_600_000

export const time: ReadonlyArray<BadDay> = [
  { name: "the program is stopped for a while (SIGSTOP)", live: (day) => stopped(0, day) },
  // As near as a test gets to a laptop: everything stands still, and the wall clock has gone on. The monotonic clock has gone
  // on, too, which a sleeping Linux would not let it.
  { name: "the machine sleeps for eight hours", live: (day) => stopped(8 * HOUR_MS, day) },
  { name: "the clock is set back by an hour", isVariant: true, live: (day) => stopped(-HOUR_MS, day) }
]

async function stopped(clockJumpMs: number, { copy, isFullSize }: DayOptions): Promise<Lived> {
  const directory = await copy("data")
  const product = await Product.open(directory, { statementTimeoutMs: STATEMENT_TIMEOUT_MS })
  const broken: Array<string> = []
  const writers = new Writers()
  try {
    await Writers.prepare(product)
    const [before] = await product.rows("select extract(epoch from clock_timestamp())::float8 as at")
    writers.start(product)
    // PostgreSQL sleeps until an hour of the wall clock, wherever it runs: set back, that is an hour away.
    const sleeping = product.query(
      clockJumpMs < 0 ? "select count(*) from generate_series(1, 2000000)" : "select pg_sleep(1)"
    )
    await after(300)

    product.signal("SIGSTOP")
    const stoppedMs = isFullSize ? STOPPED_FULL_MS : STOPPED_MS
    if (clockJumpMs !== 0) product.plan({ calls: [], where: "", code: "", at: 1, lasts: false, clockJumpMs })
    await after(stoppedMs)
    product.signal("SIGCONT")

    const woken = await sleeping
    if ("error" in woken) broken.push(`The statement that ran was told: ${woken.error.name}: ${woken.error.message}`)
    await after(500)
    await writers.stop()
    if (writers.ledger.said.size > 0) broken.push(`People were told: ${[...writers.ledger.said.keys()][0]}`)
    const [now] = await product.rows("select extract(epoch from clock_timestamp())::float8 as at")
    const jumpedMs = (Number(now?.at) - Number(before?.at)) * 1_000 - clockJumpMs
    if (jumpedMs < 0 || jumpedMs > stoppedMs + 60_000) broken.push(`The engine's clock went on by ${jumpedMs} ms.`)
    const [counted] = await product.must({ do: "restarts" })
    if (counted?.restarts !== 0) broken.push("The engine was thrown away.")
    const closed = await product.close()
    if ("error" in closed) broken.push(`It did not close: ${closed.error.message}`)
  } catch (error) {
    broken.push(String(error))
  } finally {
    product.signal("SIGCONT")
    await writers.stop()
    await product.kill()
  }
  return { broken: [...broken, ...(await brokenAfterwards(directory, writers))], said: [], happened: true }
}
