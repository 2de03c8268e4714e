// Every button of a task, a schedule and a run: pressed in the page, and what Genie knows afterwards.
import type { Page } from "playwright-core"
import { describe, expect, it } from "vitest"
import { barriersOn, visit } from "./browser.ts"
import { ana, browser, genie, project, useStage } from "./stage.ts"

useStage()

/** What the page has asked Genie for is there soon, not at once. */
const soon = <A>(known: () => Promise<A>) => expect.poll(known)

/** A task and the panel it is read in. */
const openTask = async (task: string) => {
  const there = await visit(browser, genie, `/app/task/${task}`)
  const panel = there.page.getByRole("dialog").first()
  await panel.getByRole("heading", { name: "Activity" }).waitFor()
  return {
    ...there,
    panel,
    press: (name: string) => panel.getByRole("button", { name, exact: true }).first().click(),
    choose: async (name: string) => {
      await panel.getByRole("button", { name: "More actions" }).click()
      await there.page.getByRole("menuitem", { name }).click()
    },
    answer: (title: string, sentence: string, button: string) => answer(there.page, title, sentence, button),
    known: async () => ana.tasks.show({ task })
  }
}

/** Says a sentence in the question that has this title. */
const answer = async (page: Page, title: string, sentence: string, button: string) => {
  const question = page.getByRole("dialog", { name: title })
  await question.getByRole("textbox").fill(sentence)
  await question.getByRole("button", { name: button, exact: true }).click()
  await question.waitFor({ state: "detached" })
}

describe("a task, in its panel", () => {
  it("is checked out, released, checked out again and completed", async () => {
    const key = await project("Pay by invoice")
    await using there = await openTask(`${key}-1`)
    const holder = async () => (await there.known()).task.run?.holder

    await there.press("Check out")
    await soon(holder).toBe("ana")
    await there.panel.getByRole("button", { name: "Complete" }).waitFor()
    await there.choose("Release")
    await soon(holder).toBe(undefined)
    await there.press("Check out")
    await there.press("Complete")

    await there.panel.getByRole("button", { name: "Complete" }).waitFor({ state: "detached" })
    const { items } = await ana.runs.list({ task: (await there.known()).task.id })
    expect(items.map(({ state }) => state)).toEqual(["succeeded", "cancelled"])
    expect(there.wrongs).toEqual([])
  })

  it("is asked about, approved when somebody else asked, and rejected", async () => {
    const key = await project("Pay by invoice", "Pay by card")
    const agent = await genie.as("engineer-1", "agent")
    for (const task of [`${key}-1`, `${key}-2`]) await ana.tasks.move({ task, to: "brainstorm" })
    await agent.tasks.ask({ task: `${key}-2`, question: "Which cards?" })
    await using mine = await openTask(`${key}-1`)
    await using theirs = await openTask(`${key}-2`)

    await mine.choose("Ask for an approval")
    await mine.answer("Ask for an approval", "Is thirty days enough?", "Ask")
    await mine.panel.getByText("Is thirty days enough?").first().waitFor()
    await theirs.choose("Approve")
    await soon(async () => (await theirs.known()).approvals).toMatchObject([
      { question: "Which cards?", decision: "approved", decidedBy: "ana" }
    ])
    await theirs.choose("Reject")
    await theirs.answer("Reject", "Not that one.", "Reject")

    await theirs.panel.getByText("ana rejected it: Not that one.").waitFor()
    expect((await theirs.known()).why.map(({ kind }) => kind)).toContain("rejected")
    expect((await mine.known()).approvals).toMatchObject([{ question: "Is thirty days enough?", decision: null }])
    expect(await mine.panel.getByRole("button", { name: "Approve" }).count()).toBe(0)
  })

  it("is held back with a reason, and let go on", async () => {
    const key = await project("Pay by invoice")
    await using there = await openTask(`${key}-1`)

    await there.choose("Hold it back")
    await there.answer("Hold", "The bank has to answer first.", "Hold it")
    await there.panel.getByText("ana holds it: The bank has to answer first.").waitFor()
    expect((await there.known()).task).toMatchObject({ heldBy: "ana", heldReason: "The bank has to answer first." })
    await there.press("Let it go on")

    await soon(async () => (await there.known()).task.heldBy).toBe(null)
  })

  it("is given to somebody and taken from them, and made urgent", async () => {
    const key = await project("Pay by invoice")
    await ana.actors.create({ handle: "joão", kind: "human" })
    await using there = await openTask(`${key}-1`)
    const assignees = async () => (await there.known()).task.assignees

    await there.press("Assign")
    await there.page.getByRole("menuitem", { name: "joão" }).click()
    await there.page.getByLabel("assigned", { exact: true }).waitFor()
    expect(await assignees()).toEqual(["joão"])
    await there.page.getByRole("menuitem", { name: "joão" }).click()
    await soon(assignees).toEqual([])
    await there.page.keyboard.press("Escape")
    await there.press("Priority: normal")
    await there.page.getByRole("menuitem", { name: "urgent" }).click()

    await soon(async () => (await there.known()).task.priority).toBe("urgent")
  })

  it("gets its tags, its dates and what it waits for by keyboard", async () => {
    const key = await project("Pay by invoice", "Ask the bank")
    await using there = await openTask(`${key}-1`)
    const { keyboard } = there.page
    const task = async () => (await there.known()).task

    await there.press("Add a tag")
    await keyboard.type("billing")
    await keyboard.press("Enter")
    await there.panel.getByText("billing", { exact: true }).waitFor()
    await keyboard.type("bank")
    await keyboard.press("Enter")
    await there.panel.getByText("bank", { exact: true }).waitFor()
    await keyboard.press("Escape")
    await there.panel.getByRole("button", { name: "Add a tag" }).and(there.page.locator(":focus")).waitFor()
    expect(await barriersOn(there.page)).toEqual([])
    await there.press("Remove tag billing")
    await there.panel.getByText("billing", { exact: true }).waitFor({ state: "detached" })
    expect((await task()).tags).toEqual(["bank"])

    await there.press("Due: set a date")
    await there.panel.getByLabel("Due").fill("2099-03-04T17:30")
    await keyboard.press("Enter")
    await there.panel.getByRole("button", { name: "Due: no date" }).waitFor()
    const due = await there.page.evaluate(() => new Date("2099-03-04T17:30").getTime())
    expect((await task()).dueAt?.getTime()).toBe(due)
    await there.press("Starts: set a date")
    await there.panel.getByLabel("Starts").fill("2099-01-01T09:00")
    await keyboard.press("Enter")
    await soon(async () => (await task()).status).toBe("scheduled")
    await there.press("Starts: no date")
    await soon(async () => (await task()).startAt).toBe(null)

    await there.press("Add a task it waits for")
    await keyboard.type(`${key}-2`.toLowerCase())
    await keyboard.press("Enter")
    await there.panel.getByRole("link", { name: "Ask the bank" }).waitFor()
    expect((await there.known()).dependencies).toMatchObject([{ kind: "depends_on", task: { key: `${key}-2` } }])
    await keyboard.press("Escape")
    await there.press(`Remove ${key}-2`)
    await soon(async () => (await there.known()).dependencies).toEqual([])
    expect(there.wrongs).toEqual([])
  })

  it("leaves a field on Escape, and not the task", async () => {
    const key = await project("Pay by invoice")
    await using there = await openTask(`${key}-1`)

    await there.panel.getByText("What is to be known?").click()
    await there.panel.getByLabel("Description").fill("Thirty days")
    await there.page.keyboard.press("Escape")
    await there.panel.getByText("What is to be known?").waitFor()
    await there.panel.getByLabel("Comment").fill("Which address?")
    await there.page.keyboard.press("Escape")

    expect(await there.panel.getByLabel("Comment").inputValue()).toBe("Which address?")
    expect(there.page.url()).toBe(`${genie.url}/app/task/${key}-1`)
  })

  it("keeps what was typed when it is refused, and shows what to type instead", async () => {
    const key = await project("Pay by invoice", "Ask the bank")
    await ana.tasks.addDependency({ task: `${key}-2`, on: `${key}-1` })
    await using there = await openTask(`${key}-1`)

    await there.press("Add a task it waits for")
    await there.page.keyboard.type(`${key}-2`)
    await there.page.keyboard.press("Enter")

    await there.page.getByRole("alert").getByText("That would be a circle").waitFor()
    expect(await there.panel.getByLabel("Add a task it waits for").inputValue()).toBe(`${key}-2`)
    await ana.tasks.block({ task: `${key}-1`, reason: "Later." })
    await there.press("Check out")
    await there.page
      .getByRole("alert")
      .locator("code", { hasText: `genie task unblock ${key}-1` })
      .waitFor()
  })

  it("says what to type where there is no button, and it is copied with one click", async () => {
    const key = await project()
    await ana.tasks.create({ title: "Pay by invoice", project: key, queue: key })
    await ana.tasks.move({ task: `${key}-1`, to: "brainstorm" })
    await using there = await openTask(`${key}-1`)
    await there.page.context().grantPermissions(["clipboard-read", "clipboard-write"])
    const command = `genie worker --queue ${key} --exec "./agent.sh"`

    await there.press(`Copy: ${command}`)

    await soon(() => there.page.evaluate(() => navigator.clipboard.readText())).toBe(command)
  })
})

describe("a schedule, in its panel", () => {
  it("is paused, resumed and fired", async () => {
    await ana.schedules.create({ name: "nightly-backup", cron: "0 3 * * *", run: "true" })
    const schedule = { schedule: "nightly-backup" }
    await using there = await visit(browser, genie, "/app/schedules/nightly-backup")
    const press = (name: string) => there.page.getByRole("button", { name, exact: true }).click()
    const status = async () => (await ana.schedules.show(schedule)).status

    await press("Pause")
    await soon(status).toBe("paused")
    await press("Resume")
    await soon(status).toBe("active")
    await press("Fire now")

    await there.page.getByRole("status").getByText("nightly-backup fires now.").waitFor()
    expect((await ana.runs.list(schedule)).items).toHaveLength(1)
  })
})

describe("a run, in its panel", () => {
  it("is cancelled, and run again", async () => {
    const { id } = await ana.runs.enqueue({ queue: "nobody", name: "Count to three", run: "echo one" })
    await using there = await visit(browser, genie, `/app/runs/${id}`)

    await there.page.getByRole("button", { name: "Cancel run" }).click()
    await soon(async () => (await ana.runs.show({ run: id })).state).toBe("cancelled")
    await there.page.getByRole("button", { name: "Run again" }).click()
    await there.page.getByText("the attempt before").waitFor()

    const again = await ana.runs.show({ run: there.page.url().split("/").at(-1)! })
    expect(again).toMatchObject({ retryOf: id, state: "queued" })
  })
})

describe("lists", () => {
  it("are about the project one is in, and about everything when asked", async () => {
    const key = await project("Pay by invoice")
    const said = { cron: "0 3 * * *", run: "true" }
    await ana.runs.enqueue({ queue: "nobody", name: "Ours", run: "true", project: key })
    await ana.runs.enqueue({ queue: "nobody", name: "Of nobody", run: "true" })
    await ana.schedules.create({ name: `ours-${key}`, ...said, project: key })
    await ana.schedules.create({ name: `of-nobody-${key}`, ...said })
    await using there = await visit(browser, genie, `/app/board/${key}`)
    await there.page.getByRole("heading", { name: "draft" }).waitFor()
    const shown = (name: string) => there.page.getByText(name, { exact: true })
    const everything = there.page.getByRole("button", { name: "Everything" })

    await there.page.getByRole("link", { name: "Runs" }).click()
    await shown("Ours").waitFor()
    expect(await shown("Of nobody").count()).toBe(0)
    expect(await barriersOn(there.page)).toEqual([])
    await everything.click()
    await shown("Of nobody").waitFor()
    await there.page.getByRole("link", { name: "Schedules" }).click()
    await shown(`ours-${key}`).waitFor()
    expect(await shown(`of-nobody-${key}`).count()).toBe(0)
    await everything.click()

    await shown(`of-nobody-${key}`).waitFor()
    expect(there.wrongs).toEqual([])
  })
})
