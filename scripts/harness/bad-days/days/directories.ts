// The directory is there, and cannot be used: it is somebody else's, it is read-only, or files in it are cut off.
import { chmod, chown, copyFile, readdir, readFile, truncate } from "node:fs/promises"
import { join } from "node:path"
import { damage } from "../afterwards.ts"
import type { BadDay, DayOptions, Lived } from "../BadDay.ts"
import { Product } from "../Product.ts"

/** Nobody, on every Unix: the harness may run as root, whom no mode keeps out. */
const NOBODY = 65_534

export const directories: ReadonlyArray<BadDay> = [
  {
    name: "the directory is somebody else's",
    live: async ({ copy }) => {
      const directory = await copy("data")
      if (process.getuid?.() !== 0) return { broken: [], said: [], happened: false }
      // The way to it is everybody's, it itself is not.
      await chmod(join(directory, ".."), 0o755)
      return refused(directory, directory)
    }
  },
  {
    name: "the directory is read-only",
    live: async ({ copy }) => {
      const directory = await copy("data")
      if (process.getuid?.() !== 0) return { broken: [], said: [], happened: false }
      await chmod(join(directory, ".."), 0o755)
      await eachIn(directory, async (path, isDirectory) => {
        await chown(path, NOBODY, NOBODY)
        await chmod(path, isDirectory ? 0o500 : 0o400)
      })
      const found = await refused(directory, directory)
      await eachIn(directory, (path, isDirectory) => chmod(path, isDirectory ? 0o700 : 0o600))
      const product = await Product.start(directory, { user: NOBODY })
      const opened = await product.ask({ do: "open" })
      await product.kill()
      if (!("error" in opened)) return found
      return { ...found, broken: [...found.broken, `Writable again, it does not open: ${opened.error.message}`] }
    }
  },
  ...[
    { what: "the control file", file: "global/pg_control" },
    { what: "the map of the catalog", file: "global/pg_filenode.map" },
    { isVariant: true, what: "the map of the database", file: "base/5/pg_filenode.map" },
    { what: "the version", file: "PG_VERSION" },
    { isVariant: true, what: "the version of the database", file: "base/5/PG_VERSION" },
    { what: "the log", file: "pg_wal" },
    { what: "the states of transactions", file: "pg_xact/0000" },
    { what: "a table", file: "notes" },
    { what: "an index", file: "notes_pkey" },
    { isVariant: true, what: "a table of the catalog", file: "pg_class" }
  ].flatMap(({ file, isVariant = false, what }) =>
    (["", " to its half"] as const).map((half) => ({
      name: `${what} is cut off${half}`,
      isVariant: half !== "" || isVariant,
      live: (day: DayOptions) => cutOff(file, half !== "", day)
    }))
  )
]

/** Opens it as nobody. It has to say no, and of what. */
async function refused(directory: string, named: string): Promise<Lived> {
  const product = await Product.start(directory, { user: NOBODY })
  const answer = await product.ask({ do: "open" })
  await product.kill()
  if (!("error" in answer)) return { broken: ["It was opened all the same."], said: [], happened: true }
  const { message, name } = answer.error
  const isClear = message.includes(named) && name !== "Hang" && name !== "Exit"
  return {
    broken: isClear ? [] : [`People were told: ${name}: ${message}`],
    said: [`${name}: ${message}`],
    happened: true
  }
}

const rows = 2_000

async function cutOff(file: string, isHalf: boolean, { copy }: DayOptions): Promise<Lived> {
  const directory = await copy("data")
  const before = await Product.open(directory)
  await before.rows("create table notes (id int primary key, body text not null)")
  await before.rows(`insert into notes select n, repeat(md5(n::text), 10) from generate_series(1, ${rows}) n`)
  await before.rows("analyze notes")
  const path = join(directory, "pg", await pathOf(file, before, directory))
  const closed = await before.close()
  if ("error" in closed) return { broken: [`It did not close: ${closed.error.message}`], said: [], happened: false }

  const whole = await readFile(path)
  await copyFile(path, `${directory}.whole`)
  // A page that is whole stays whole: nobody can see that there was another.
  const half = Math.floor(whole.length / 2)
  await truncate(path, isHalf ? (half > PAGE ? half - (half % PAGE) : half) : 0)

  const broken: Array<string> = []
  const said: Array<string> = []
  const product = await Product.start(directory)
  const opened = await product.ask({ do: "open", options: { hasAmcheck: true } })
  if ("error" in opened) {
    const { message, name } = opened.error
    said.push(`${name}: ${message}`)
    if (name === "Hang" || name === "Exit" || !/["/]/.test(message))
      broken.push(`People were told: ${name}: ${message}`)
  } else {
    const read = await product.query("select count(*)::int as found, sum(length(body))::int as length from notes")
    const isWhole = "rows" in read && read.rows[0]?.found === rows && read.rows[0]?.length === rows * 320
    if ("error" in read) {
      said.push(`${read.error.name} ${read.error.code}: ${read.error.message}`)
      if (read.error.code === undefined) broken.push(`People were told: ${read.error.name}: ${read.error.message}`)
    } else if (!isWhole)
      broken.push(`It was opened, and of ${rows} rows it had ${read.rows[0]?.found}, without a word.`)
    else {
      const found = await damage(product)
      said.push(found[0] ?? "It was opened, and nothing was missing.")
    }
  }
  await product.kill()

  // What was refused is as it was.
  await copyFile(`${directory}.whole`, path)
  if ("error" in opened) {
    const again = await Product.start(directory)
    const reopened = await again.ask({ do: "open" })
    const read = await again.query("select count(*)::int as found from notes")
    if (!("rows" in read) || read.rows[0]?.found !== rows)
      broken.push(
        `With the file back it does not open: ${"error" in reopened ? reopened.error.message : "rows are missing"}`
      )
    await again.kill()
  }
  return { broken, said, happened: true }
}

const PAGE = 8_192

async function pathOf(file: string, product: Product, directory: string): Promise<string> {
  if (file === "pg_wal") {
    const names = await readdir(join(directory, "pg/pg_wal"))
    const [{ name } = { name: undefined }] = await product.rows("select pg_walfile_name(pg_current_wal_lsn()) as name")
    return join(file, String(names.find((each) => each === name)))
  }
  if (file.includes("/") || file === "PG_VERSION") return file
  const [row] = await product.rows("select pg_relation_filepath($1::regclass) as path", [file])
  return String(row?.path)
}

async function eachIn(root: string, on: (path: string, isDirectory: boolean) => Promise<void>): Promise<void> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  for (const entry of entries.reverse()) await on(join(entry.parentPath, entry.name), entry.isDirectory())
  await on(root, true)
}
