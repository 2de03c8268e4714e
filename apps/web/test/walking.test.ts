// What somebody expects of a page: nothing typed is lost, Back goes back, and every thing leads to the others.
import { describe, expect, it } from "vitest"
import { barriersOn, visit } from "./browser.ts"
import { ana, browser, genie, project, useStage } from "./stage.ts"

useStage()

describe("what happened to a task", () => {
  it("is one list, the newest last, with who approved it and who said what", async () => {
    const key = await project("Ask the bank", "Pay by invoice")
    const agent = await genie.as("engineer-1", "agent")
    const task = `${key}-2`
    await ana.tasks.move({ task, to: "brainstorm" })
    await ana.tasks.tag({ task, tag: "billing" })
    await ana.tasks.addDependency({ task, on: `${key}-1` })
    await ana.tasks.removeDependency({ task, on: `${key}-1` })
    await ana.tasks.block({ task, reason: "The bank answers first." })
    await ana.tasks.unblock({ task })
    await ana.tasks.comment({ task, body: "Which **address**?" })
    await agent.tasks.approve({ task, reason: "The plan is sound." })
    await using there = await visit(browser, genie, `/app/task/${task}`)
    const panel = there.page.getByRole("dialog").first()
    const activity = panel.locator("section", { has: there.page.getByRole("heading", { name: "Activity" }) })

    await activity.getByText("engineer-1 approved it in brainstorm").waitFor()
    // Markdown is rendered once its chunk is there.
    await activity.locator("strong", { hasText: "address" }).waitFor()
    const told = await activity.getByRole("listitem").allInnerTexts()

    const order = [
      "created it in draft",
      "moved it from draft",
      "added the tag",
      "held it back",
      "address",
      "approved it"
    ]
    const places = order.map((words) => told.findIndex((each) => each.includes(words)))
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(told.join("\n")).toContain("The plan is sound.")
    expect(await barriersOn(there.page)).toEqual([])
    expect(there.wrongs).toEqual([])
  })

  it("says at the gate who has approved, until it goes on", async () => {
    const key = await project("Pay by invoice")
    const rui = await genie.as("rui")
    await rui.tasks.approve({ task: `${key}-1`, reason: "Go." })
    await using there = await visit(browser, genie, `/app/task/${key}-1`)

    await there.page.getByRole("list", { name: "Approvals here" }).getByText("rui approved it in draft: Go.").waitFor()
  })
})

describe("what is being written", () => {
  it("is still there when a new task was closed on the way, and gone when it is created", async () => {
    const key = await project()
    await using there = await visit(browser, genie, `/app/board/${key}`)
    await there.page.getByRole("heading", { name: "draft" }).waitFor()
    const title = there.page.getByPlaceholder("What is to be done?")

    await there.page.keyboard.press("c")
    await title.fill("Pay by invoice")
    await there.page.getByLabel("Description").fill("Thirty days.")
    await there.page.keyboard.press("Escape")
    await title.waitFor({ state: "detached" })
    await there.page.reload()
    await there.page.getByRole("heading", { name: "draft" }).waitFor()
    await there.page.keyboard.press("c")
    expect(await title.inputValue()).toBe("Pay by invoice")
    expect(await there.page.getByLabel("Description").inputValue()).toBe("Thirty days.")
    await title.press("Enter")
    await there.page.locator(`[data-task="${key}-1"]`).waitFor()
    await title.waitFor({ state: "detached" })
    await there.page.keyboard.press("c")

    expect(await title.inputValue()).toBe("")
  })

  it("of a comment and of a description waits in its task", async () => {
    const key = await project("Pay by invoice")
    await using there = await visit(browser, genie, `/app/task/${key}-1`)
    const panel = there.page.getByRole("dialog").first()
    await panel.getByLabel("Comment").fill("Which address?")
    await panel.getByText("What is to be known?").click()
    await panel.getByLabel("Description").fill("Thirty days")
    await there.page.keyboard.press("Escape")
    await there.page.reload()

    expect(await panel.getByLabel("Comment").inputValue()).toBe("Which address?")
    await panel.getByText("What is to be known?").click()
    expect(await panel.getByLabel("Description").inputValue()).toBe("Thirty days")
    await panel.getByRole("button", { name: "Cancel" }).click()
    await panel.getByText("What is to be known?").click()
    expect(await panel.getByLabel("Description").inputValue()).toBe("")
  })

  it("into the search before it is there is what the search is for", async () => {
    const key = await project("Forgive typing errors")
    await using there = await visit(browser, genie, `/app/board/${key}`)
    await there.page.locator(`[data-task="${key}-1"]`).waitFor()
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    await there.page.route("**/assets/Palette-*.js", async (route) => {
      await held
      await route.continue()
    })

    await there.page.keyboard.press("/")
    await there.page.keyboard.type("forgive c")
    letGo()

    const field = there.page.getByRole("combobox")
    await expect.poll(() => field.inputValue()).toBe("forgive c")
    await there.page.keyboard.press("Backspace")
    await there.page.keyboard.type("typing")
    expect(await field.inputValue()).toBe("forgive typing")
    await there.page.getByRole("option", { name: "Forgive typing errors" }).waitFor()
  })
})

describe("The list of runs", () => {
  it("hears when a run waits, is claimed and ends", async () => {
    const queue = `queue-${crypto.randomUUID()}`
    await using there = await visit(browser, genie, "/app/runs")
    await there.page.getByText("Live", { exact: true }).first().waitFor()
    const row = (state: string) => there.page.locator("[data-item]", { hasText: queue }).getByText(state).waitFor()

    const { id } = await ana.runs.enqueue({ queue, name: queue })
    await row("Queued")

    const worker = await ana.workers.register({
      name: queue,
      queues: [queue],
      host: "h",
      pid: 1,
      processStartedAt: "1",
      bootId: "b",
      slots: 1,
      version: "1"
    })
    const [claimed] = await ana.workers.claim({ worker: worker.id, limit: 1 })
    await row("Claimed")

    await ana.workers.complete({
      worker: worker.id,
      completions: [{ run: id, fence: claimed!.fence, outcome: "succeeded" }]
    })
    await row("Succeeded")
  })
})

describe("Back", () => {
  it("closes a task, and does not open one again that was closed", async () => {
    const key = await project("Pay by invoice", "Ask the bank")
    await ana.tasks.addDependency({ task: `${key}-1`, on: `${key}-2` })
    await using there = await visit(browser, genie, "/app/runs")
    await there.page.getByRole("heading", { name: "Runs" }).waitFor()
    await there.page.goto(`${genie.url}/app/board/${key}`)
    const dialog = there.page.getByRole("dialog")
    const path = () => new URL(there.page.url()).pathname

    await there.page.locator(`[data-task="${key}-1"]`).click()
    await dialog.waitFor()
    await there.page.goBack()
    await dialog.waitFor({ state: "detached" })
    expect(path()).toBe(`/app/board/${key}`)

    await there.page.locator(`[data-task="${key}-1"]`).click()
    await dialog.getByRole("link", { name: "Ask the bank" }).click()
    await dialog.getByText(`${key}-2`).first().waitFor()
    await there.page.goBack()
    await expect.poll(path).toBe(`/app/task/${key}-1`)
    await there.page.goForward()
    await expect.poll(path).toBe(`/app/task/${key}-2`)
    await there.page.keyboard.press("Escape")
    await dialog.waitFor({ state: "detached" })
    expect(path()).toBe(`/app/board/${key}`)
    await there.page.goBack()

    await there.page.getByRole("heading", { name: "Runs" }).waitFor()
  })

  it("from a task that was opened by its address leaves it", async () => {
    const key = await project("Pay by invoice")
    await using there = await visit(browser, genie, "/app/runs")
    await there.page.getByRole("heading", { name: "Runs" }).waitFor()
    await there.page.goto(`${genie.url}/app/task/${key}-1`)
    await there.page.getByRole("dialog").waitFor()
    await there.page.keyboard.press("Escape")
    await there.page.getByRole("dialog").waitFor({ state: "detached" })
    expect(new URL(there.page.url()).pathname).toBe(`/app/board/${key}`)

    await there.page.goBack()

    await there.page.getByRole("heading", { name: "Runs" }).waitFor()
  })
})

describe("a run", () => {
  it("leads to its task and its schedule by their names, and its list remembers its filter", async () => {
    const key = await project("Pay by invoice")
    const { run } = await ana.tasks.checkout({ task: `${key}-1` })
    await ana.schedules.create({ name: `nightly-${key}`, cron: "0 3 * * *", run: "true", queue: "nobody" })
    await ana.schedules.trigger({ schedule: `nightly-${key}` })
    const [fired] = (await ana.runs.list({ schedule: `nightly-${key}` })).items
    await using there = await visit(browser, genie, `/app/runs/${fired!.id}?state=queued&in=everything`)
    const panel = there.page.getByRole("dialog")

    await panel.getByRole("link", { name: `nightly-${key}` }).waitFor()
    await there.page.keyboard.press("Escape")
    await panel.waitFor({ state: "detached" })
    expect(new URL(there.page.url()).search).toBe("?state=queued&in=everything")
    expect(await there.page.getByRole("button", { name: "Queued" }).getAttribute("aria-pressed")).toBe("true")
    await there.page.getByRole("button", { name: "Failed" }).click()
    expect(there.page.url()).toContain("state=failed")
    await there.page.goto(`${genie.url}/app/runs/${run}`)
    await panel.getByRole("link", { name: `${key}-1 Pay by invoice` }).click()
    await panel.getByRole("heading", { name: "Activity" }).waitFor()
    expect(new URL(there.page.url()).pathname).toBe(`/app/task/${key}-1`)
    await panel.getByRole("link", { name: "All runs" }).click()

    await there.page.getByText(`${key}-1`, { exact: true }).first().waitFor()
    expect(new URL(there.page.url()).search).toBe(`?task=${key}-1`)
  })

  it("and a task are found by their ids, too", async () => {
    const key = await project("Pay by invoice")
    const { id } = (await ana.tasks.show({ task: `${key}-1` })).task
    await using there = await visit(browser, genie, `/app/task/${id}`)

    await there.page.getByRole("dialog").getByText("Pay by invoice").first().waitFor()
    expect(new URL(there.page.url()).pathname).toBe(`/app/task/${key}-1`)
  })
})

describe("columns without cards", () => {
  it("leave their room to the others: nine fit a screen of 1280", async () => {
    const key = await project("Pay by invoice", "Ask the bank")
    await ana.tasks.move({ task: `${key}-1`, to: "brainstorm" })
    await using there = await visit(browser, genie, `/app/board/${key}`)
    await there.page.setViewportSize({ width: 1280, height: 800 })
    await there.page.locator(`[data-task="${key}-1"]`).waitFor()

    const board = there.page.locator("[data-board]")

    expect(await board.evaluate(({ clientWidth, scrollWidth }) => scrollWidth - clientWidth)).toBe(0)
    expect(await there.page.locator("[data-column]").count()).toBe(9)
    expect(await barriersOn(there.page)).toEqual([])
  })
})
