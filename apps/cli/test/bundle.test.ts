import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"

const dist = fileURLToPath(new URL("../dist/", import.meta.url))
const code = (module: string) => readFileSync(join(dist, module), "utf8")

/** The chunk that a module loads when it needs it. */
const lazy = (from: string, name: string): string =>
  new RegExp(`import\\("(\\./${name}-[A-Z0-9]+\\.js)"\\)`).exec(code(from))![1]!

/** Everything a module loads at once, and what that loads. */
const loadedBy = (module: string, found = new Set<string>()): ReadonlySet<string> => {
  if (found.has(module)) return found
  found.add(module)
  if (!module.startsWith("./")) return found
  for (const [, specifier] of code(module).matchAll(/\b(?:import|from) ?"([^"\n]+)"/g))
    loadedBy(specifier!.replace(/^node:/, ""), found)
  return found
}

/** What only an owner needs, and nothing that merely looks like an import in the text of a bundle. */
const databases = ["pg", "@electric-sql/pglite"]

/** Something that only Kysely says, which is bundled: its 300 files would cost an owner 70 ms. */
const kysely = "kysely:query:"

/** What takes Node longest to load, and a command that finds an owner has no use for. */
const heavy = ["http", "https", "tls", "crypto", "child_process", "worker_threads"]

const databasesOf = (module: string) => {
  const loaded = [...loadedBy(module)]
  const hasKysely = loaded.some((found) => found.startsWith("./") && code(found).includes(kysely))
  return [...databases.filter((database) => loaded.includes(database)), ...(hasKysely ? ["kysely"] : [])]
}

describe("the command line", () => {
  const main = lazy("./genie.js", "main")

  it("loads no database for its help", () => {
    expect(databasesOf(main)).toEqual([])
  })

  it.each(["status", "schedule", "run", "enqueue", "audit", "open", "down"])(
    "loads nothing of Node that genie %s can do without",
    (command) => {
      const loaded = loadedBy(lazy(main, command))

      expect(heavy.filter((module) => loaded.has(module))).toEqual([])
    }
  )

  it("loads one where it is an owner", () => {
    const server = lazy(lazy(main, "up"), "src")

    expect(databasesOf(server)).toContain("kysely")
  })

  it.each(["status", "schedule", "run", "enqueue", "worker", "audit", "open", "down", "up"])(
    "loads no database for genie %s until it opens one",
    (command) => {
      expect(databasesOf(lazy(main, command))).toEqual([])
    }
  )
})
