import { execFile } from "node:child_process"
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { freshDatabase } from "@genie/store/testing"
import { Effect, Exit, Scope } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { markdownFiles } from "../markdownFiles.ts"
import { root } from "../workspacePackages.ts"

const page = markdownFiles().find(({ path }) => path === "docs/library.md")!
const [program] = page.blocks.filter(({ code, info }) => info === "ts" && code.includes('"./data"'))
const [commands] = page.blocks.filter(({ code, info }) => info === "sh" && code.startsWith("esbuild "))

const run = (command: string, args: ReadonlyArray<string>, cwd: string) =>
  promisify(execFile)(command, args, {
    cwd,
    env: { PATH: `${dirname(process.execPath)}:${esbuild}:${process.env.PATH}`, HOME: cwd }
  })

const esbuild = join(dirname(createRequire(import.meta.url).resolve("esbuild/package.json")), "bin")

/** A package as somebody has installed it: built, and found by its name. */
const install = (project: string, name: string, from: string) => {
  const link = join(project, "node_modules", name)
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(from, link)
}

const broughtBy = (one: string, name: string) => join(root, "packages", one, "node_modules", name)

describe("The bundle of docs/library.md", () => {
  const project = mkdtempSync(join(tmpdir(), "genie-bundle-"))
  const elsewhere = mkdtempSync(join(tmpdir(), "genie-bundled-"))
  const scope = Effect.runSync(Scope.make())

  beforeAll(async () => {
    writeFileSync(join(project, "shop.ts"), program!.code)
    for (const name of ["scheduler", "store", "pglite"])
      install(project, `@genie/${name}`, join(root, "packages", name))
    await run("sh", ["-e", "-c", commands!.code], project)
    for (const file of readdirSync(join(project, "dist")))
      copyFileSync(join(project, "dist", file), join(elsewhere, file))
  })

  afterAll(async () => {
    await Effect.runPromise(Scope.close(scope, Exit.void))
    for (const directory of [project, elsewhere]) rmSync(directory, { recursive: true, force: true })
  })

  it("says what is missing where the embedded engine is not installed", async () => {
    const refused = await run(process.execPath, ["shop.mjs"], elsewhere).catch((error: { stderr: string }) => error)

    expect(refused.stderr).toContain("Install @electric-sql/pglite where this program finds it")
  })

  it("runs away from its sources, on the embedded database", async () => {
    install(elsewhere, "@electric-sql/pglite", broughtBy("pglite", "@electric-sql/pglite"))

    const { stderr, stdout } = await run(process.execPath, ["shop.mjs"], elsewhere)

    expect(readdirSync(elsewhere)).toEqual(expect.arrayContaining(["data", "pgliteWorker.js", "shop.mjs"]))
    expect([stdout, stderr]).toEqual(["queued\n", ""])
  })

  it("runs away from its sources, on PostgreSQL", async () => {
    install(elsewhere, "pg", broughtBy("store", "pg"))
    const database = await Effect.runPromise(Scope.provide(freshDatabase(), scope))

    const { stderr, stdout } = await run(process.execPath, ["shop.mjs", database], elsewhere)

    expect([stdout, stderr]).toEqual(["queued\n", ""])
  })
})
