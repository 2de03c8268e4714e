import type { Page } from "playwright-core"
import { beforeAll, describe, expect, it } from "vitest"
import { barriersOn, type Look, visit } from "./browser.ts"
import { startGenie } from "./genie.ts"
import { ana, browser, genie, project, useStage } from "./stage.ts"

useStage()

const live = (page: Page) => page.getByText("Live", { exact: true }).first().waitFor()

const cardIn = (page: Page, column: string, title: string) =>
  page.locator(`[data-column="${column}"] [data-task]`, { hasText: title })

/** Carries a card with the mouse. */
const drag = async (page: Page, task: string, column: string) => {
  const card = (await page.locator(`[data-task="${task}"]`).boundingBox())!
  const target = (await page.locator(`[data-column="${column}"]`).boundingBox())!
  await page.mouse.move(card.x + 60, card.y + 20)
  await page.mouse.down()
  await page.mouse.move(card.x + 80, card.y + 30, { steps: 4 })
  // A column without cards is narrow.
  await page.mouse.move(target.x + Math.min(100, target.width / 2), target.y + 60, { steps: 8 })
  await page.locator(`[data-column="${column}"][data-target]`).waitFor()
  await page.mouse.up()
}

/** A finger on the glass. */
const finger = async (page: Page) => {
  const session = await page.context().newCDPSession(page)
  return (type: "touchStart" | "touchMove" | "touchEnd", x: number, y: number) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y }] })
}

describe("a board", () => {
  it("has a task as soon as it was typed into the page", async () => {
    const key = await project()
    await using there = await visit(browser, genie, `/app/board/${key}`)
    await there.page.getByText("Nothing to do yet").waitFor()

    await there.page.keyboard.press("c")
    await there.page.getByPlaceholder("What is to be done?").fill("Pay by invoice")
    await there.page.keyboard.press("Enter")

    await cardIn(there.page, "draft", "Pay by invoice").waitFor()
    expect((await ana.tasks.show({ task: `${key}-1` })).task.title).toBe("Pay by invoice")
    expect(there.wrongs).toEqual([])
  })

  it("moves a card that is carried to another column with the mouse", async () => {
    const key = await project("Pay by invoice")
    await using there = await visit(browser, genie, `/app/board/${key}`)
    await cardIn(there.page, "draft", "Pay by invoice").waitFor()

    await drag(there.page, `${key}-1`, "brainstorm")

    await cardIn(there.page, "brainstorm", "Pay by invoice").waitFor()
    await expect.poll(async () => (await ana.tasks.show({ task: `${key}-1` })).task.column).toBe("brainstorm")
    expect(there.page.url()).toBe(`${genie.url}/app/board/${key}`)
    expect(there.wrongs).toEqual([])
  })

  it("takes a card back that was refused, and says why until it is read", async () => {
    const key = await project("Pay by invoice")
    await using there = await visit(browser, genie, `/app/board/${key}`)
    await cardIn(there.page, "draft", "Pay by invoice").waitFor()

    await drag(there.page, `${key}-1`, "wish")

    const refusal = await ana.tasks.move({ task: `${key}-1`, to: "wish" }).catch((error: Error) => error.message)
    const notice = there.page.getByRole("alert")
    await notice.getByText(String(refusal)).waitFor()
    await cardIn(there.page, "draft", "Pay by invoice").waitFor()
    await notice.getByRole("button", { name: "Dismiss" }).click()
    await notice.waitFor({ state: "detached" })
  })

  it("moves a card by keyboard alone, and says aloud what happens", async () => {
    const key = await project("Pay by invoice")
    await using there = await visit(browser, genie, `/app/board/${key}`)
    await cardIn(there.page, "draft", "Pay by invoice").waitFor()
    const aloud = (sentence: string) =>
      there.page.locator("[aria-live=polite]", { hasText: sentence }).waitFor({ state: "attached" })

    await there.page.keyboard.press("j")
    await there.page.keyboard.press("Space")
    await aloud(`Picked up ${key}-1`)
    await there.page.keyboard.press("ArrowRight")
    await there.page.locator('[data-column="brainstorm"][data-target]').waitFor()
    await aloud("Over brainstorm.")
    await there.page.keyboard.press("Space")

    await aloud(`${key}-1 put down in brainstorm.`)
    await cardIn(there.page, "brainstorm", "Pay by invoice").waitFor()
    await there.page.locator(`[data-task="${key}-1"]:focus`).waitFor()
    await expect.poll(async () => (await ana.tasks.show({ task: `${key}-1` })).task.column).toBe("brainstorm")
  })

  it("moves a card without dragging, from the list of its columns", async () => {
    const key = await project("Pay by invoice")
    await using there = await visit(browser, genie, `/app/board/${key}`)
    await cardIn(there.page, "draft", "Pay by invoice").waitFor()

    await there.page.keyboard.press("j")
    await there.page.keyboard.press("m")
    await there.page.getByRole("menuitem", { name: "brainstorm" }).click()

    await cardIn(there.page, "brainstorm", "Pay by invoice").waitFor()
  })

  it("is scrolled by a finger that does not rest", async () => {
    const key = await project("Pay by invoice")
    await using there = await visit(browser, genie, `/app/board/${key}`, { isPhone: true })
    const card = cardIn(there.page, "draft", "Pay by invoice")
    await card.waitFor()
    const from = (await card.boundingBox())!
    const touch = await finger(there.page)

    await touch("touchStart", from.x + 200, from.y + 20)
    for (const x of [180, 140, 100, 60, 20]) await touch("touchMove", from.x + x, from.y + 20)
    await touch("touchEnd", 0, 0)

    await expect
      .poll(() => there.page.locator("[data-board]").evaluate(({ scrollLeft }) => scrollLeft))
      .toBeGreaterThan(0)
    expect((await ana.tasks.show({ task: `${key}-1` })).task.column).toBe("draft")
  })

  it("moves a card on which a finger rested", async () => {
    const key = await project("Pay by invoice")
    await using there = await visit(browser, genie, `/app/board/${key}`, { isPhone: true })
    const card = cardIn(there.page, "draft", "Pay by invoice")
    await card.waitFor()
    const from = (await card.boundingBox())!
    const touch = await finger(there.page)

    await touch("touchStart", from.x + 60, from.y + 20)
    await there.page.locator("[data-in-hand]").waitFor()
    // The next column shows its edge at the right of a phone.
    for (const x of [120, 200, 280, 360, 380]) await touch("touchMove", x, from.y + 30)
    await there.page.locator('[data-column="brainstorm"][data-target]').waitFor()
    await touch("touchEnd", 0, 0)

    await expect.poll(async () => (await ana.tasks.show({ task: `${key}-1` })).task.column).toBe("brainstorm")
  })

  it("is walked and read by keyboard alone, and gives back the place where it was left", async () => {
    const key = await project("Pay by invoice", "Pay by card")
    await using there = await visit(browser, genie, `/app/board/${key}`)
    await cardIn(there.page, "draft", "Pay by card").waitFor()

    await there.page.keyboard.press("j")
    await there.page.keyboard.press("j")
    await there.page.keyboard.press("Enter")
    await there.page.getByRole("dialog").getByText("Pay by card").first().waitFor()
    await there.page.keyboard.press("Escape")

    await there.page.getByRole("dialog").waitFor({ state: "detached" })
    await there.page.locator(`[data-task="${key}-2"]:focus`).waitFor()
  })

  it("shows one person what another moves", async () => {
    const key = await project("Pay by invoice")
    await using mine = await visit(browser, genie, `/app/board/${key}`)
    await using theirs = await visit(browser, genie, `/app/board/${key}`, { theme: "dark" })
    await cardIn(mine.page, "draft", "Pay by invoice").waitFor()
    await cardIn(theirs.page, "draft", "Pay by invoice").waitFor()
    await live(theirs.page)

    await drag(mine.page, `${key}-1`, "brainstorm")

    await cardIn(theirs.page, "brainstorm", "Pay by invoice").waitFor()
  })

  it("is one of several of its project, and what is done on it is done there", async () => {
    const key = await project("Pay by invoice")
    await ana.boards.create({ project: key, name: "defects", template: "bug" })
    await using there = await visit(browser, genie, `/app/board/${key}`)
    await cardIn(there.page, "draft", "Pay by invoice").waitFor()

    await there.page.getByRole("button", { name: "Board: software" }).click()
    await there.page.getByRole("menuitem", { name: "defects" }).click()
    await there.page.getByRole("heading", { name: "reported" }).waitFor()
    await there.page.keyboard.press("c")
    await there.page.getByPlaceholder("What is to be done?").fill("It is off by one")
    await there.page.keyboard.press("Enter")
    await cardIn(there.page, "reported", "It is off by one").waitFor()
    await drag(there.page, `${key}-2`, "reproduce")

    await cardIn(there.page, "reproduce", "It is off by one").waitFor()
    await expect
      .poll(async () => (await ana.tasks.show({ task: `${key}-2` })).task)
      .toMatchObject({
        board: "defects",
        column: "reproduce"
      })
  })

  it("does not take back what somebody else did in the meantime", async () => {
    const key = await project("Pay by invoice")
    await using there = await visit(browser, genie, `/app/board/${key}`)
    await cardIn(there.page, "draft", "Pay by invoice").waitFor()
    await there.page.route("**/move", async (route) => {
      await ana.tasks.update({ task: `${key}-1`, title: "Pay by invoice or card" })
      await route.continue()
    })

    await drag(there.page, `${key}-1`, "brainstorm")

    await there.page.getByRole("alert").getByText("Look at it again").waitFor()
    await cardIn(there.page, "draft", "Pay by invoice or card").waitFor()
    expect((await ana.tasks.show({ task: `${key}-1` })).task.column).toBe("draft")
  })
})

describe("a task", () => {
  it("shows what its agent prints, as it comes", async () => {
    const key = await project()
    await ana.tasks.create({ title: "Pay by invoice", project: key, queue: key })
    await ana.tasks.move({ task: `${key}-1`, to: "brainstorm" })
    await using there = await visit(browser, genie, `/app/task/${key}-1`)
    await there.page.getByRole("dialog").getByText("Queued").first().waitFor()

    genie.keepRunning("worker", "--queue", key, "--exec", "echo thinking about $GENIE_TASK; sleep 600")

    const output = there.page.getByRole("region", { name: "Output" })
    await output.getByText(`thinking about ${key}-1`).waitFor()
    await there.page.getByRole("dialog").getByText("In progress").first().waitFor()
  })

  it("is changed where it is read, and what people say of it stays with it", async () => {
    const key = await project("Pay by invoice")
    await using there = await visit(browser, genie, `/app/task/${key}-1`)
    const panel = there.page.getByRole("dialog")

    await panel.getByText("What is to be known?").click()
    await panel.getByLabel("Description").fill("Thirty days, by mail.")
    await panel.getByRole("button", { name: "Save" }).click()
    await panel.getByLabel("Comment").fill("Which address?")
    await panel.getByRole("button", { name: "Comment" }).click()

    await panel.getByRole("listitem").getByText("Which address?").waitFor()
    await panel.getByRole("button", { name: "Change description" }).waitFor()
    await panel.getByText("Thirty days, by mail.").waitFor()
    expect((await ana.tasks.show({ task: `${key}-1` })).task.body).toBe("Thirty days, by mail.")
  })

  it("is found by a few letters of its title", async () => {
    const key = await project("Pay by invoice", "Forgive typing errors")
    await using there = await visit(browser, genie, `/app/board/${key}`)
    await cardIn(there.page, "draft", "Pay by invoice").waitFor()

    await there.page.keyboard.press("/")
    await there.page.getByRole("combobox").fill("typing errors")
    await there.page.getByRole("option", { name: "Forgive typing errors" }).waitFor()
    await there.page.keyboard.press("Enter")

    await there.page.getByRole("dialog").getByText(`${key}-2`).first().waitFor()
    expect(there.page.url()).toBe(`${genie.url}/app/task/${key}-2`)
  })
})

describe("the page", () => {
  it("tells a stranger how to come in", async () => {
    await using there = await visit(browser, genie, "/", { isSignedIn: false })

    await there.page.getByText("genie open", { exact: true }).waitFor()

    expect(await barriersOn(there.page)).toEqual([])
  })

  it("lets a link in once, and nobody out who comes with an old one", async () => {
    const link = await genie.link()
    await using there = await visit(browser, genie, "/", { isSignedIn: false })
    await there.page.goto(link)
    await live(there.page)
    await using stranger = await visit(browser, genie, "/", { isSignedIn: false })

    await there.page.goto("about:blank")
    await there.page.goto(link)
    await stranger.page.goto("about:blank")
    await stranger.page.goto(link)

    await live(there.page)
    await stranger.page.getByText("This link has been used").waitFor()
  })

  it("leaves no code in the address", async () => {
    const key = await project()
    await using there = await visit(browser, genie, `/app/board/${key}`)
    await there.page.getByRole("heading", { name: "draft" }).waitFor()

    expect(there.page.url()).toBe(`${genie.url}/app/board/${key}`)
  })

  it("keeps the theme that was chosen", async () => {
    const key = await project()
    await using there = await visit(browser, genie, `/app/board/${key}`)
    const theme = () => there.page.locator("html").getAttribute("data-mantine-color-scheme")
    await there.page.getByRole("button", { name: "theme and session" }).first().click()
    await there.page.getByRole("menuitem", { name: "Dark" }).click()
    expect(await theme()).toBe("dark")

    await there.page.reload({ waitUntil: "commit" })

    await there.page.getByRole("heading", { name: "draft" }).waitFor()
    expect(await theme()).toBe("dark")
  })

  it("says so when Genie is gone", async () => {
    await using other = await startGenie()
    await using there = await visit(browser, other, "/app/runs")
    await live(there.page)

    await other.stop()

    await there.page.getByText("Reconnecting").first().waitFor()
  })
})

describe("every state", () => {
  const states: ReadonlyArray<readonly [name: string, place: string, reach: (page: Page) => Promise<unknown>]> = [
    ["a board", "/app/board/ALL", (page) => cardIn(page, "draft", "Pay by invoice").waitFor()],
    ["a narrowed board", "/app/board/ALL?priority=urgent", (page) => page.getByText("1 of 2 open").waitFor()],
    ["a list of tasks", "/app/tasks/ALL", (page) => page.getByRole("row").nth(2).waitFor()],
    ["an empty list of tasks", "/app/tasks/NONE", (page) => page.getByText("Nothing to do yet").waitFor()],
    ["an empty board", "/app/board/NONE", (page) => page.getByText("Nothing to do yet").waitFor()],
    ["a board that is not there", "/app/board/NOWHERE", (page) => page.getByText("There is no project").waitFor()],
    [
      "a task",
      "/app/task/ALL-1",
      (page) => page.getByRole("dialog").getByRole("heading", { name: "Activity" }).waitFor()
    ],
    [
      "a refusal",
      "/app/task/ALL-1",
      async (page) => {
        await page.getByRole("button", { name: "Move", exact: true }).click()
        await page.getByRole("menuitem", { name: "ship" }).click()
        await page.getByRole("alert").waitFor()
      }
    ],
    [
      "the list of columns",
      "/app/board/ALL",
      async (page) => {
        await page.locator('[data-task="ALL-1"]').focus()
        await page.keyboard.press("m")
        await page.getByRole("menu").waitFor()
      }
    ],
    [
      "a card in the hand",
      "/app/board/ALL",
      async (page) => {
        await page.locator('[data-task="ALL-1"]').focus()
        await page.keyboard.press("Space")
        await page.locator("[data-in-hand]").waitFor()
      }
    ],
    ["a new task", "/app/board/ALL", (page) => pressed(page, "c", page.getByRole("dialog", { name: "New task" }))],
    ["the search", "/app/board/ALL", (page) => pressed(page, "/", page.getByRole("combobox"))],
    ["the shortcuts", "/app/board/ALL", (page) => pressed(page, "?", page.getByText("Keyboard shortcuts").last())],
    ["the runs", "/app/runs", (page) => page.getByText("Count to three").first().waitFor()],
    [
      "a run",
      "/app/runs",
      async (page) => {
        await page.getByText("Count to three").first().click()
        await page.getByRole("region", { name: "Output" }).getByText("three").waitFor()
      }
    ],
    ["the schedules", "/app/schedules", (page) => page.getByText("nightly-backup").waitFor()],
    ["a schedule", "/app/schedules/nightly-backup", (page) => page.getByRole("dialog").getByText("Firings").waitFor()]
  ]
  const pressed = async (page: Page, key: string, then: ReturnType<Page["locator"]>) => {
    await page.getByRole("heading", { name: "draft" }).waitFor()
    await page.keyboard.press(key)
    await then.waitFor()
  }

  beforeAll(async () => {
    await ana.projects.create({ name: "All", key: "ALL" })
    await ana.projects.create({ name: "None", key: "NONE" })
    await ana.tasks.create({ title: "Pay by invoice", project: "ALL", priority: "urgent", tags: ["billing"] })
    await ana.tasks.create({ title: "Ship it", project: "ALL", dependsOn: ["ALL-1"], assignees: ["ana"] })
    await ana.tasks.block({ task: "ALL-1", reason: "The bank has to answer first." })
    await ana.tasks.comment({ task: "ALL-1", body: "Which bank?" })
    await ana.schedules.create({ name: "nightly-backup", cron: "0 3 * * *", run: "true" })
    await ana.runs.enqueue({ queue: "shell", name: "Count to three", run: "echo one; echo two; echo three" })
  })

  const looks: ReadonlyArray<readonly [string, Look]> = [
    ["in the light", { theme: "light" }],
    ["in the dark", { theme: "dark" }],
    ["on a phone", { isPhone: true }]
  ]
  const cases = looks.flatMap(([seen, look]) =>
    states.map(([name, place, reach]) => ({ name, seen, look, place, reach }))
  )

  it.each(cases)("$name, $seen, has no barrier that axe can find", async ({ look, place, reach }) => {
    await using there = await visit(browser, genie, place, look)

    await reach(there.page)

    expect(await barriersOn(there.page)).toEqual([])
    expect(there.wrongs).toEqual([])
  })
})
