// The actor of a command: how it is written, and what a disabled one can still do.
import { describe, expect, it } from "vitest"
import { home } from "./genie.ts"

describe("The actor of a command", () => {
  it("that is disabled creates no schedule, enqueues no run, starts no worker and changes no board", async () => {
    await using it = home()
    const { genie, genieWith } = it.repository("shop")
    const ben = (...args: ReadonlyArray<string>) => genieWith({ env: { GENIE_ACTOR: "ben" } }, ...args)
    await genie("task", "create", "Count the till")
    await genie("actor", "create", "--kind", "human", "ben")
    await genie("actor", "disable", "ben")

    const refused = [
      await ben("schedule", "create", "nightly", "--every", "1h", "--run", "true"),
      await ben("enqueue", "shell", "--run", "true"),
      await ben("worker", "--queue", "work", "--exec", "true"),
      await ben("board", "set", "draft", "--wip-limit", "3"),
      await ben("task", "create", "Sneak in")
    ]
    const looked = await ben("task", "list")

    for (const { exitCode, stderr } of refused) {
      expect(stderr).toContain('"ben" is disabled. To let them act again: genie actor enable ben')
      expect(exitCode).toBe(1)
    }
    expect(looked.exitCode).toBe(0)
    expect((await genie("schedule", "list")).stdout).not.toContain("nightly")
    expect(JSON.parse((await genie("run", "list", "--json")).stdout).items).toEqual([])
  })

  it("is written with its kind, until a handle alone names somebody who is known", async () => {
    await using it = home()
    const { genieWith } = it.repository("shop")
    const as =
      (actor: string) =>
      (...args: ReadonlyArray<string>) =>
        genieWith({ env: { GENIE_ACTOR: actor } }, ...args)

    const unknown = await as("ana")("task", "create", "Count the till")
    const introduced = await as("human:ana")("task", "create", "Count the till")
    const known = await as("ana")("task", "comment", "SHOP-1", "Counted.")
    const other = await as("agent:ana")("task", "comment", "SHOP-1", "Counted.")
    const colon = await as("agent:a:b")("task", "comment", "SHOP-1", "Counted.")

    expect(unknown).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(
        '"ana" has not acted before, and its kind is not given. Write human:ana or agent:ana.'
      )
    })
    expect([introduced.exitCode, known.exitCode]).toEqual([0, 0])
    expect(other).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('"ana" is known as a human, and this caller says agent. Write human:ana')
    })
    expect(colon).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('GENIE_ACTOR: contains ":"') })
  })
})
