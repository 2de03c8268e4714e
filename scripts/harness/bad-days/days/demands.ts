// Somebody asks for too much: more than fits, deeper than anything nests, or for something without an end.
import { brokenAfterwards } from "../afterwards.ts"
import type { BadDay, DayOptions, Lived } from "../BadDay.ts"
import { Product } from "../Product.ts"
import type { Ask } from "../program.ts"
import { Writers } from "../Writers.ts"

interface Demand {
  readonly name: string
  readonly ask: Ask
  /** SQLSTATE of the answer. Undefined: it is answered. */
  readonly code: string | undefined
  /** The tests of the driver ask for it, too. */
  readonly isVariant?: boolean
  /** The engine may be stopped for it. */
  readonly mayRestart?: boolean
}

const nested = (depth: number) => `${"[".repeat(depth)}1${"]".repeat(depth)}`

const query = (text: string, ...parameters: ReadonlyArray<unknown>): Ask => ({ do: "query", text, parameters })

const all: ReadonlyArray<Demand> = [
  { name: "a parameter of 100 MB", ask: { do: "large", bytes: 100_000_000 }, code: "54000" },
  { isVariant: true, name: "a parameter of 60 MB", ask: { do: "large", bytes: 60_000_000 }, code: undefined },
  { name: "a statement of 100 MB", ask: query(`select '${"x".repeat(100_000_000)}'`), code: "54000" },
  {
    name: "an answer of 400 MB",
    ask: query("select repeat('x', 1000000) from generate_series(1, 400)"),
    code: "54000"
  },
  { isVariant: true, name: "a value of 2 GB", ask: query("select length(repeat('x', 2000000000))"), code: "54000" },
  {
    isVariant: true,
    name: "70,000 parameters",
    ask: query("select 1", ...Array.from({ length: 70_000 }, () => 1)),
    code: "54000"
  },
  { isVariant: true, name: "JSON 8,000 levels deep", ask: query("select $1::jsonb", nested(8_000)), code: "22023" },
  { name: "JSON 1,000,000 levels deep", ask: query("select $1::text::jsonb", nested(1_000_000)), code: "54001" },
  {
    isVariant: true,
    name: "an expression 100,000 levels deep",
    ask: query(`select ${"(".repeat(100_000)}1${")".repeat(100_000)}`),
    code: "42601"
  },
  {
    name: "a function that calls itself for ever",
    ask: query("select endless(1)"),
    code: "54001"
  },
  {
    name: "more memory than there is, in one value",
    ask: query("select length(array_agg(repeat(md5(n::text), 30000))::text) from generate_series(1, 20000) n"),
    code: "53200",
    mayRestart: true
  },
  {
    isVariant: true,
    name: "a sort of more than fits",
    ask: query("select count(*) from (select md5(n::text) from generate_series(1, 300000) n order by 1) sorted"),
    code: undefined
  },
  {
    name: "a query without an end",
    ask: query("select count(*) from generate_series(1, 1000000000000)"),
    code: "57014",
    mayRestart: true
  },
  {
    name: "a loop without an end",
    ask: query("do $$ begin loop end loop; end $$"),
    code: "08007",
    mayRestart: true
  }
]

export const demands: ReadonlyArray<BadDay> = all.map((demand) => ({
  name: `${demand.name} is asked for`,
  isVariant: demand.isVariant === true,
  live: (day) => lived(demand, day)
}))

async function lived({ ask, code, mayRestart, name }: Demand, { copy }: DayOptions): Promise<Lived> {
  const directory = await copy("data")
  const product = await Product.open(directory, name.includes("without an end") ? { statementTimeoutMs: 1_500 } : {})
  const broken: Array<string> = []
  const said: Array<string> = []
  const writers = new Writers()
  try {
    await Writers.prepare(product)
    await product.rows(
      "create function endless(n int) returns int language plpgsql as $$ begin return endless(n + 1); end $$"
    )
    writers.start(product)
    const answer = await product.ask(ask)
    await writers.stop()
    if ("error" in answer) {
      said.push(`${answer.error.name} ${answer.error.code}: ${answer.error.message.slice(0, 200)}`)
      // An engine that had to be thrown away says so, and is back.
      const isRestarted = mayRestart === true && /^0800[67]$/.test(answer.error.code ?? "")
      if (answer.error.code !== code && !isRestarted) broken.push(`It was answered with ${said[0]}.`)
    } else if (code !== undefined) broken.push(`It was answered, and not refused with ${code}.`)

    const alive = await product.query("select 1")
    if ("error" in alive) broken.push(`Afterwards: ${alive.error.name}: ${alive.error.message}`)
    const [counted] = await product.must({ do: "restarts" })
    if (counted?.restarts !== 0 && mayRestart !== true) broken.push("The engine did not survive it.")
    const isOnlyWriters = [...writers.ledger.said.keys()].filter(
      (words) => !/08006|08007/.test(words) || mayRestart !== true
    )
    if (isOnlyWriters.length > 0) broken.push(`Others were told: ${isOnlyWriters[0]}`)
    const closed = await product.close()
    if ("error" in closed) broken.push(`It did not close: ${closed.error.message}`)
  } catch (error) {
    broken.push(String(error))
  } finally {
    await writers.stop()
    await product.kill()
  }
  return { broken: [...broken, ...(await brokenAfterwards(directory, writers))], said, happened: true }
}
