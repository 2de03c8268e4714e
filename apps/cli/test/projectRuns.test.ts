// Schedules and runs of a project, at the command line.
import { describe, expect, it } from "vitest"
import { home } from "./genie.ts"

describe("--project", () => {
  it("makes a schedule and a run of a project, shows and lists them, and refuses a key that is none", async () => {
    await using it = home()
    await it.genie("project", "create", "Shop", "--key", "SHOP")
    const created = await it.genie("schedule", "create", "stock", "--every", "1h", "--run", "true", "--project", "shop")
    await it.genie("schedule", "create", "other", "--every", "1h", "--run", "true")
    const enqueued = await it.genie("enqueue", "counting", "--project", "SHOP")
    await it.genie("enqueue", "counting")

    const schedules = await it.genie("schedule", "list")
    const ofShop = await it.genie("schedule", "list", "--project", "SHOP", "--json")
    const runs = await it.genie("run", "list", "--project", "SHOP", "--json")
    const run = await it.genie("run", "show", /as (\w{8})/.exec(enqueued.stdout)![1]!)
    const refused = await it.genie("enqueue", "counting", "--project", "SHPO")

    expect(created.exitCode).toBe(0)
    expect(enqueued.stderr).toContain(
      'No worker serves the queue "counting": start one with: genie worker --queue counting --exec …'
    )
    expect(schedules.stdout).toMatch(/^NAME +PROJECT +WHEN/)
    expect(schedules.stdout).toMatch(/^stock +SHOP +1h/m)
    expect(schedules.stdout).toMatch(/^other +- +1h/m)
    expect(JSON.parse(ofShop.stdout).items).toMatchObject([{ name: "stock", project: "SHOP" }])
    expect(JSON.parse(runs.stdout).items).toMatchObject([{ queue: "counting", project: "SHOP" }])
    expect(run.stdout).toMatch(/^project +SHOP$/m)
    expect(refused).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('There is no project "SHPO"') })
  })
})
