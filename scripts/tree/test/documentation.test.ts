import { execFile } from "node:child_process"
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type CodeBlock, markdownFiles } from "../markdownFiles.ts"
import { root } from "../workspacePackages.ts"

const pages = markdownFiles()

/** The code on these pages is of programs that a test of their own runs. */
const isTestedElsewhere = (path: string) => path === "packages/operation/README.md" || path.startsWith("examples/")

/** What every reader has: a database of their own. */
const given = 'declare const db: import("kysely").Kysely<{ orders: { id: number } }>\n'

const examples = pages
  .filter(({ path }) => !isTestedElsewhere(path))
  .flatMap(({ blocks }) => programsOf(blocks.filter(({ info }) => info.split(" ")[0] === "ts")))
  .map((block) => ({ ...block, file: `${block.place.replaceAll(/[/.:]/g, "-")}.ts` }))

/** A block that imports nothing goes on where the one above it ended. */
function programsOf(blocks: ReadonlyArray<CodeBlock>): ReadonlyArray<CodeBlock> {
  const programs: Array<CodeBlock> = []
  for (const block of blocks) {
    const isNew = programs.length === 0 || /^import /m.test(block.code)
    const above = isNew ? undefined : programs.pop()
    programs.push(above === undefined ? block : { ...above, code: `${above.code}\n${given}${block.code}` })
  }
  return programs
}

describe("the documentation", () => {
  it("links to pages and files that are there", () => {
    const lost = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)]
        .filter(([, target]) => !existsSync(join(root, dirname(path), target!)))
        .map(([, target]) => `${path}: ${target}`)
    )

    expect(lost).toEqual([])
  })

  it("lists every page and every decision where a reader begins", () => {
    const unlisted = ["docs", "docs/decisions"].flatMap((directory) => {
      const index = pages.find(({ path }) => path === `${directory}/README.md`)!.text
      return pages
        .filter(({ path }) => dirname(path) === directory && path !== `${directory}/README.md`)
        .filter(({ path }) => !index.includes(`](${path.slice(directory.length + 1)})`))
        .map(({ path }) => path)
    })

    expect(unlisted).toEqual([])
  })
})

describe("an example", () => {
  // Inside the workspace, where the packages it imports are found.
  const directory = join(root, "scripts/tree/.cache/examples")

  beforeAll(() => {
    rmSync(directory, { recursive: true, force: true })
    mkdirSync(directory, { recursive: true })
    for (const { code, file } of examples) writeFileSync(join(directory, file), `${code}\nexport {}\n`)
    writeFileSync(
      join(directory, "tsconfig.json"),
      JSON.stringify({ extends: "../../../../tsconfig.json", include: ["*.ts"], exclude: [] })
    )
  })

  afterAll(() => rmSync(dirname(directory), { recursive: true, force: true }))

  it("has the types it claims to have", async () => {
    expect(await printedBy(join(root, "node_modules/.bin/tsc"), ["-p", directory])).toBe("")
  })

  it.each(examples.filter(({ info }) => info === "ts run").map(({ file, place }) => [place, file]))(
    "runs: %s",
    async (_, file) => {
      const run = await promisify(execFile)(process.execPath, ["--conditions=@genie/source", join(directory, file)], {
        timeout: 60_000
      })

      expect(run.stderr).toBe("")
    }
  )
})

/** What a program that may fail has to say. */
const printedBy = (program: string, args: ReadonlyArray<string>): Promise<string> =>
  promisify(execFile)(program, args).then(
    ({ stdout }) => stdout,
    ({ stdout }: { readonly stdout: string }) => stdout
  )
