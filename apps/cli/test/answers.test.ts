// What commands say: to people, to agents that read JSON, and to scripts that read exit codes.
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Home, home } from "./genie.ts"

let place: Home
let shop: ReturnType<Home["repository"]>

beforeAll(async () => {
  place = home()
  shop = place.repository("shop")
})

afterAll(() => place[Symbol.asyncDispose]())

describe("an empty list", () => {
  it("is an answer, also in a repository without a project, and leads somewhere else each time", async () => {
    const listed = await shop.genie("task", "list", "--json")
    const ready = await shop.genie("ready")
    const boards = await shop.genie("board", "list", "--json")

    expect(listed).toMatchObject({ exitCode: 0, stdout: '{"items":[],"next":null}\n' })
    expect(listed.stderr).toContain("has no project yet")
    expect(ready).toMatchObject({ exitCode: 0 })
    expect(boards).toMatchObject({ exitCode: 0, stdout: "[]\n" })
    expect(await shop.genie("ready", "--claim")).toMatchObject({ exitCode: 4 })

    await shop.genie("task", "create", "Write the docs")
    expect((await shop.genie("task", "list", "--tag", "none-has-it")).stdout).toContain("No open task is like that.")
    expect((await shop.genie("task", "list", "--mine")).stdout).toContain("You hold no task.")
    expect((await shop.genie("ready", "--explain")).stdout).toContain("genie task list")
    await shop.genie("task", "move", "SHOP-1", "cancelled")
    expect((await shop.genie("task", "list")).stdout).toContain(
      "There is no open task. Closed ones: genie task list --all"
    )
  })
})

describe("a refusal with --json", () => {
  it("is one line of JSON on standard error, also for a command line that is wrong", async () => {
    const missing = await shop.genie("task", "show", "SHOP-9", "--json")
    const usage = await shop.genie("--json", "task", "lits")

    expect(missing).toMatchObject({ exitCode: 4, stdout: "" })
    expect(JSON.parse(missing.stderr)).toEqual({
      error: "TaskNotFound",
      message: 'There is no task "SHOP-9".',
      exit: 4,
      task: "SHOP-9"
    })
    expect(JSON.parse(usage.stderr)).toMatchObject({
      error: "Usage",
      exit: 2,
      message: expect.stringContaining('"list"')
    })
  })
})

describe("an answer for an agent", () => {
  it("has only the fields that were asked for, or the short form of the command", async () => {
    const chosen = await shop.genie("task", "list", "--all", "--fields", "key,run.holder")
    const brief = await shop.genie("task", "list", "--all", "--brief")
    const unknown = await shop.genie("task", "list", "--fields", "kye")

    expect(JSON.parse(chosen.stdout)).toEqual({ items: [{ key: "SHOP-1", "run.holder": null }], next: null })
    expect(Object.keys(JSON.parse(brief.stdout).items[0])).toEqual([
      "key",
      "status",
      "priority",
      "title",
      "column",
      "assignees",
      "run.holder"
    ])
    expect(unknown).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Did you mean "key"?') })
  })

  it("says who has what", async () => {
    await shop.genie("task", "create", "Call the printer")
    await shop.genieWith({ env: { GENIE_ACTOR: "agent:build-bot" } }, "task", "claim", "SHOP-2")

    const mine = await shop.genieWith({ env: { GENIE_ACTOR: "agent:build-bot" } }, "task", "list", "--mine")
    expect(mine.stdout).toMatch(/HOLDER[\s\S]*SHOP-2.*build-bot/)
    expect((await shop.genie("task", "list", "--held-by", "build-bot", "--brief")).stdout).toContain('"SHOP-2"')
  })
})

describe("a word that is no command", () => {
  it.each([
    ["done SHOP-1", "genie task complete TASK"],
    ["close SHOP-1", "genie task complete TASK"],
    ["next", "genie ready"],
    ["claim", "genie ready --claim"],
    ["task delete SHOP-1", "genie task move TASK cancelled"],
    ["task update SHOP-1 --status done", "genie task move TASK COLUMN"]
  ])("%s leads to what is meant, and to nothing that stops or deletes", async (line, suggestion) => {
    const { exitCode, stderr, stdout } = await shop.genie(...line.split(" "))

    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" })
    expect(stderr).toContain(suggestion)
    expect(stderr).not.toMatch(/"(down|delete|disable)"/)
  })

  it("is done where it can mean one thing", async () => {
    const created = await shop.genie(
      "task",
      "create",
      "--title",
      "Ship it",
      "--description",
      "All of it",
      "--label",
      "release",
      "--json"
    )
    expect(JSON.parse(created.stdout)).toMatchObject({ title: "Ship it", body: "All of it", tags: ["release"] })
    expect((await shop.genie("help", "task", "create")).stdout).toContain("--body-file")
  })
})

describe("help", () => {
  it("says who you are, and how to be somebody else", async () => {
    const { stdout } = await shop.genieWith({ env: { GENIE_ACTOR: "agent:build-bot" } }, "--help")

    expect(stdout).toContain("You are agent:build-bot, because GENIE_ACTOR says so.")
    expect((await shop.genie("--help")).stdout).toContain("To be somebody else: GENIE_ACTOR=")
  })
})

describe("an answer that cannot be written", () => {
  const program = fileURLToPath(new URL("../dist/genie.js", import.meta.url))
  const inShell = (line: string) =>
    spawnSync("bash", ["-c", line], {
      cwd: shop.path,
      encoding: "utf8",
      env: { ...process.env, GENIE_HOME: place.path, NODE: process.execPath, GENIE: program }
    })

  it("is an error with a sentence", () => {
    for (const line of ["task list --json", "--help", "run list", "task show SHOP-1"]) {
      const { status, stderr } = inShell(`"$NODE" "$GENIE" ${line} > /dev/full`)
      expect({ line, status, stderr }).toMatchObject({
        status: 5,
        stderr: expect.stringContaining("could not be written")
      })
    }
  })

  it("is none when the reader has read enough", () => {
    const { status, stderr } = inShell(`set -o pipefail; "$NODE" "$GENIE" --help | head -1`)

    expect({ status, stderr }).toEqual({ status: 0, stderr: "" })
  })
})
