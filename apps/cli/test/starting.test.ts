// An owner that takes its time to start, or does not get that far. A pipe holds it back, so no clock decides anything.
import { execFileSync } from "node:child_process"
import { closeSync, openSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { describe, expect, it } from "vitest"
import { type Home, home } from "./genie.ts"

/** Owners that start in this home stop where it says, until they are let go. */
const heldBack = (it: Home, at: "start" | "owner.json") => {
  const pipe = join(it.path, "held-back")
  execFileSync("mkfifo", [pipe])
  const hook = pathToFileURL(join(import.meta.dirname, "heldBack.mjs"))
  return {
    env: { NODE_OPTIONS: `--import ${hook}`, HOLD_AT: at, HOLD_UNTIL: pipe },
    letGo: () => closeSync(openSync(pipe, "w"))
  }
}

const stillStarting = /the owner \(process (\d+)\) is still starting: waiting for it/

describe("a command that starts an owner", () => {
  it.each(["start", "owner.json"] as const)(
    "waits for one that is held up at its %s, says so once, and does what it was told",
    async (at) => {
      await using it = home()
      const { env, letGo } = heldBack(it, at)
      const first = it.startWith({ env }, "project", "create", "Shop")
      if (at === "owner.json") while (it.owner() === undefined) await new Promise((resolve) => setImmediate(resolve))
      const second = at === "start" ? undefined : it.start("project", "list")
      await Promise.all([first, second].map((one) => one?.said("is still starting")))

      letGo()
      const ended = await first.ended

      expect(ended).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Created the project SHOP") })
      expect(ended.stderr.match(new RegExp(stillStarting, "g"))).toHaveLength(1)
      if (second !== undefined) expect(await second.ended).toMatchObject({ exitCode: 0 })
      expect(it.owner()!.pid).toBe(Number(stillStarting.exec(ended.stderr)![1]))
    }
  )

  it("is told at once when the process of the owner ends, and by what", async () => {
    await using it = home()
    const { env } = heldBack(it, "start")
    const command = it.startWith({ env }, "project", "list")
    await command.said("is still starting")

    process.kill(Number(stillStarting.exec(command.complaints())![1]), "SIGKILL")
    const ended = await command.ended

    expect(ended).toMatchObject({ exitCode: 5, stdout: "" })
    expect(ended.stderr).toContain("the background owner did not start:\n  SIGKILL ended it.")
  })
})
