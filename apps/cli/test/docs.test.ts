// The commands of the documentation, pasted: each page into an empty home of its own, one block after another.
import { execFile } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { promisify } from "node:util"
import { afterAll, describe, expect, it } from "vitest"
import { markdownFiles } from "../../../scripts/tree/markdownFiles.ts"

const pages = markdownFiles().filter(({ path }) => path.startsWith("docs/"))

const runnable = pages.flatMap(({ blocks, path }) => {
  const scripts = blocks.filter(({ info }) => info === "sh run").map(({ code }) => code)
  return scripts.length === 0 ? [] : [[path, scripts.join("\n")] as const]
})

const root = mkdtempSync(join(tmpdir(), "genie-docs-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** A home with `genie` on its path, and nothing else. */
const homeOf = (page: string) => {
  const home = join(root, page.replaceAll("/", "-"))
  mkdirSync(join(home, "bin"), { recursive: true })
  const genie = join(home, "bin/genie")
  const program = join(import.meta.dirname, "../dist/genie.js")
  writeFileSync(genie, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`)
  chmodSync(genie, 0o755)
  return home
}

const { DATABASE_URL: _, GENIE_AUDIT_KEY: __, GENIE_ACTOR: ___, GENIE_HOME: ____, ...inherited } = process.env

const shell = (home: string, script: string) =>
  promisify(execFile)("bash", ["--norc", "-ec", script], {
    cwd: home,
    env: {
      ...inherited,
      HOME: home,
      PATH: [join(home, "bin"), process.env.PATH].join(delimiter),
      NO_COLOR: "1",
      GENIE_IDLE: "1m"
    }
  })

/** A line that shows a refusal must be refused; every other must not. */
const asPasted = (script: string): string =>
  script.replaceAll(/^(.*\S)\s+# refused$/gm, 'if $1; then echo "It was not refused: $1" >&2; exit 1; fi')

describe("the commands of a page", () => {
  it("are found", () => {
    expect(runnable.map(([path]) => path)).toEqual(
      expect.arrayContaining(["docs/troubleshooting.md", "docs/upgrades.md"])
    )
  })

  it.each(runnable)("can be pasted: %s", async (path, script) => {
    const home = homeOf(path)

    try {
      await shell(home, asPasted(script))
    } finally {
      await shell(home, "genie down")
    }
  })
})

describe("the page on services", () => {
  const blocks = pages.find(({ path }) => path === "docs/services.md")!.blocks
  const units = blocks.filter(({ info }) => info === "ini unit").map(({ code, place }) => [place, code] as const)
  const analyze = ["/usr/bin/systemd-analyze", "/bin/systemd-analyze"].find((program) => existsSync(program))

  it.skipIf(analyze === undefined).each(units)("has units that systemd takes: %s", async (place, unit) => {
    const file = join(root, `${place.replaceAll(/\W/g, "-")}.service`)
    // What it starts has to be there.
    writeFileSync(file, unit.replace("/usr/local/bin/genie", process.execPath))

    const { stderr } = await promisify(execFile)(analyze!, ["verify", "--man=no", file])

    expect(stderr).toBe("")
  })

  it("starts what the command line has", async () => {
    const home = homeOf("services")
    const started = blocks.flatMap(({ code }) => [...code.matchAll(/^ExecStart=\S*genie (\w+) (.*)$/gm)])

    for (const [, command, flags] of started) {
      const { stdout } = await shell(home, `genie ${command} --help`)
      for (const [flag] of flags!.matchAll(/--[a-z-]+/g)) expect(stdout).toContain(flag)
    }
    expect(started).toHaveLength(3)
  })
})

describe("the troubleshooting page", () => {
  it("has every refusal there is", async () => {
    const { stdout } = await promisify(execFile)(
      "git",
      ["grep", "-hoE", "extends Refusal<[A-Za-z]+>", "--", "packages/*/src/*.ts", "apps/*/src/*.ts"],
      { cwd: join(import.meta.dirname, "../../..") }
    )
    const names = new Set([...stdout.matchAll(/<([A-Z]\w+)>/g)].map(([, name]) => name!))
    // Parts of examples in comments.
    for (const name of ["NoteNotFound", "Self"]) names.delete(name)
    const page = pages.find(({ path }) => path === "docs/troubleshooting.md")!.text

    expect([...names].filter((name) => !page.includes(name))).toEqual([])
  })
})
