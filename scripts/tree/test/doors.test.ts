import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, posix } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { type Bundle, bundleDoors } from "../bundleDoors.ts"
import { root, workspacePackages } from "../workspacePackages.ts"

/** What may stand behind a door, and how much: a tenth or two above what it is now, so that growth is a decision. */
interface Rule {
  readonly why: string
  readonly mayLoad: (loaded: string) => boolean
  readonly ceilingKiB: number
}

const isOurs = (loaded: string) => loaded.startsWith("packages/")
const isNode = (loaded: string) => loaded.startsWith("node:")
const isOfPglite = (loaded: string) => loaded === "packages/pglite" || isNode(loaded)
const isPlatform = (loaded: string) => loaded.startsWith("@effect/platform-node")
const isKysely = (loaded: string) => loaded === "kysely"
const isEffect = (loaded: string) => loaded === "effect"

const contract: Rule = {
  why: "a browser loads it: Effect's core and its schemas, which are nearly all of it, and no line of Node or SQL",
  mayLoad: (loaded) => isOurs(loaded) || isEffect(loaded),
  ceilingKiB: 420
}
const reading = (ceilingKiB: number, what: string): Rule => ({ ...contract, ceilingKiB, why: what })
const promises = (ceilingKiB: number): Rule => ({
  why: "a program that imports it loads neither engine before it opens a database, and then only the one it uses",
  mayLoad: (loaded) => isOurs(loaded) || isEffect(loaded) || isKysely(loaded) || isNode(loaded),
  ceilingKiB
})
const remote: Rule = {
  why: "it works on another process's database, so it has no query builder and no engine, only an HTTP client",
  mayLoad: (loaded) => isOurs(loaded) || isEffect(loaded) || isPlatform(loaded) || isNode(loaded),
  ceilingKiB: 640
}

const rules: Readonly<Record<string, Rule>> = {
  "@genie/operation": contract,
  "@genie/operation/runner": contract,
  "@genie/operation/serve": reading(600, "the HTTP router of Effect comes with it, not the pages of its documentation"),
  "@genie/operation/connect": reading(560, "an HTTP client that any fetch can stand behind"),
  "@genie/operation/promised": reading(530, "Effect's runtime and streams"),
  "@genie/operation/commands": reading(640, "a command line with its help"),
  "@genie/operation/runCommand": reading(280, "`--help` loads it, and help is answered within a blink"),
  "@genie/pglite": {
    why: "the embedded database alone, for programs that want nothing of Genie: the engine comes when it is opened",
    mayLoad: isOfPglite,
    ceilingKiB: 120
  },
  "@genie/pglite/kysely": {
    why: "the dialect of the embedded database, for a program that has Kysely",
    mayLoad: (loaded) => isOfPglite(loaded) || isKysely(loaded),
    ceilingKiB: 420
  },
  "@genie/pglite/values": {
    why: "another driver reads and writes values as this one does, and needs no more of it",
    mayLoad: isOfPglite,
    ceilingKiB: 20
  },
  "@genie/pglite/directory": {
    why: "who owns a directory is asked before anybody knows whether a database is needed",
    mayLoad: isOfPglite,
    ceilingKiB: 30
  },
  "@genie/pglite/template": {
    why: "a database is made from an archive; the engine comes where there is none",
    mayLoad: isOfPglite,
    ceilingKiB: 30
  },
  "@genie/pglite/doctor": {
    why: "files are read as bytes; a database is opened for the deep look only",
    mayLoad: isOfPglite,
    ceilingKiB: 50
  },
  "@genie/store": promises(510),
  "@genie/store/database": promises(720),
  "@genie/store/audit": promises(700),
  "@genie/store/identity": promises(700),
  "@genie/store/scheduler": promises(700),
  "@genie/store/tasks": promises(700),
  "@genie/store/model": contract,
  "@genie/store/owner": {
    why: "a command line asks here who owns a directory, before it knows whether it needs a database",
    mayLoad: (loaded) => isOurs(loaded) || isEffect(loaded) || isNode(loaded),
    ceilingKiB: 470
  },
  "@genie/store/doctor": {
    why: "a command line asks here what is wrong with a directory; a database is opened for the deep look only",
    mayLoad: (loaded) => isOurs(loaded) || isEffect(loaded) || isNode(loaded),
    ceilingKiB: 520
  },
  "@genie/audit": promises(1000),
  "@genie/audit/effect": promises(900),
  "@genie/audit/contract": contract,
  "@genie/identity": contract,
  "@genie/identity/effect": promises(900),
  "@genie/identity/contract": contract,
  "@genie/scheduler": promises(1080),
  "@genie/scheduler/effect": promises(1100),
  "@genie/scheduler/contract": contract,
  "@genie/scheduler/command": {
    why: "a command line looks at a path before it asks anybody anything",
    mayLoad: (loaded) => loaded === "packages/scheduler" || isNode(loaded),
    ceilingKiB: 10
  },
  "@genie/tasks": promises(1180),
  "@genie/tasks/effect": promises(870),
  "@genie/tasks/contract": contract,
  "@genie/client": remote,
  "@genie/client/effect": remote,
  "@genie/client/api": contract,
  "@genie/client/version": {
    why: "`--version` reads one number",
    mayLoad: (loaded) => loaded === "packages/client",
    ceilingKiB: 1
  },
  "@genie/server": {
    why: "both engines stay where they are until a database is opened",
    mayLoad: (loaded) => !["pg", "@electric-sql/pglite"].includes(loaded),
    ceilingKiB: 1500
  },
  "@genie/cli": {
    why: "it says in words that Node is too old, and an old Node must be able to read it",
    mayLoad: (loaded) => loaded === "apps/cli" || isNode(loaded),
    ceilingKiB: 1
  }
}

/** Its reader brings a test runner and both engines along. */
const unruled = ["@genie/store/testing"]

const entries = new Map(
  workspacePackages.flatMap(({ path, manifest }) =>
    Object.entries(manifest.exports ?? {})
      .filter(([door]) => door !== "./package.json")
      .map(([door, target]) => [
        posix.join(manifest.name, door),
        posix.join(path, (target as { readonly "@genie/source": string })["@genie/source"])
      ])
  )
)

const commandLine = "apps/cli/src/main.ts"

describe("what stands behind a door", () => {
  let bundles: ReadonlyMap<string, Bundle>

  beforeAll(async () => {
    bundles = await bundleDoors([...entries.values(), commandLine])
  })

  it("is known for every door there is", () => {
    expect([...entries.keys()].sort()).toEqual([...Object.keys(rules), ...unruled].sort())
  })

  it.each(Object.entries(rules))("of %s is what it needs, and no more", (door, { why, mayLoad, ceilingKiB }) => {
    const { bytes, loads } = bundles.get(entries.get(door)!)!

    expect(
      [...loads].filter((loaded) => !mayLoad(loaded)),
      why
    ).toEqual([])
    expect(bytes / 1024, why).toBeLessThan(ceilingKiB)
  })

  it("of the command line is no database before it knows which command was typed", () => {
    const { bytes, loads } = bundles.get(commandLine)!

    expect(loads).not.toContain("packages/pglite")
    expect(loads).not.toContain("packages/store")
    expect(loads).not.toContain("kysely")
    expect(bytes / 1024).toBeLessThan(320)
  })
})

describe("genie --help", () => {
  it.each([["--help"], ["schedule", "--help"]])("%s %s loads no engine, no query builder and no server", (...args) => {
    const directory = mkdtempSync(join(tmpdir(), "genie-help-"))
    const record = join(directory, "loaded")

    const help = execFileSync(
      process.execPath,
      ["--conditions=@genie/source", "--import", recordLoaded, "apps/cli/src/genie.ts", ...args],
      { cwd: root, encoding: "utf8", env: { ...process.env, RECORD: record } }
    )
    const loaded = readFileSync(record, "utf8").split("\n")
    rmSync(directory, { recursive: true })

    expect(help).toContain("genie")
    expect(loaded.some((url) => url.endsWith("apps/cli/src/main.ts"))).toBe(true)
    expect(
      loaded.filter((url) =>
        /node_modules\/(?:kysely|pg|@electric-sql)\/|store\/src\/database\/engines|apps\/server/.test(url)
      )
    ).toEqual([])
  })
})

/** Writes down every module that is loaded, into the file that RECORD names. */
const recordLoaded = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module"
  import { appendFileSync } from "node:fs"
  registerHooks({ load: (url, context, next) => (appendFileSync(process.env.RECORD, url + "\\n"), next(url, context)) })
`)}`
