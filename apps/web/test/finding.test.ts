// How somebody finds a task among many: columns that go on, a filter in the address, and the list.
import type { Locator, Page } from "playwright-core"
import { beforeAll, describe, expect, it } from "vitest"
import { barriersOn, visit } from "./browser.ts"
import { ana, browser, genie, project, useStage } from "./stage.ts"

useStage()

const MANY = 230

let many: string

beforeAll(async () => {
  many = await project()
  await ana.actors.create({ handle: "rui", kind: "human" })
  for (let nth = 1; nth <= MANY; nth++) {
    await ana.tasks.create({
      title: nth % 10 === 0 ? `Pay invoice ${nth}` : `Card ${nth}`,
      project: many,
      ...(nth % 10 === 0 && { tags: ["billing"], assignees: ["rui"], priority: "high" as const })
    })
  }
})

const column = (page: Page, name: string) => page.locator(`[data-column="${name}"]`)
const cards = (page: Page, name: string) => column(page, name).locator("[data-task]")

/** Scrolls to the last one until that is the last of all. */
const untilShown = (items: Locator) =>
  expect
    .poll(
      async () => {
        await items.last().scrollIntoViewIfNeeded()
        return items.count()
      },
      { timeout: 60_000 }
    )
    .toBe(MANY)

describe("a column of many cards", () => {
  it("goes on when somebody scrolls to its end, and a card from there can be moved", async () => {
    await using there = await visit(browser, genie, `/app/board/${many}`)
    await cards(there.page, "draft").first().waitFor()
    expect(await cards(there.page, "draft").count()).toBe(50)

    await untilShown(cards(there.page, "draft"))

    const last = cards(there.page, "draft").last()
    expect(await last.getAttribute("data-task")).toBe(`${many}-${MANY - 1}`)
    await last.focus()
    await there.page.keyboard.press("m")
    await there.page.getByRole("menuitem", { name: "brainstorm" }).click()
    await column(there.page, "brainstorm")
      .locator(`[data-task="${many}-${MANY - 1}"]`)
      .waitFor()
    await expect.poll(() => cards(there.page, "draft").count()).toBe(MANY - 1)
    expect(await barriersOn(there.page)).toEqual([])
    expect(there.wrongs).toEqual([])
    await ana.tasks.move({ task: `${many}-${MANY - 1}`, to: "draft" })
  })

  it("is walked to its end by keyboard alone", async () => {
    await using there = await visit(browser, genie, `/app/board/${many}`)
    await cards(there.page, "draft").first().waitFor()

    await cards(there.page, "draft").nth(47).focus()
    for (let step = 0; step < 2; step++) await there.page.keyboard.press("j")
    await expect.poll(() => cards(there.page, "draft").count(), { timeout: 20_000 }).toBeGreaterThan(50)
    for (let step = 0; step < 2; step++) await there.page.keyboard.press("j")

    const focused = there.page.locator("[data-task]:focus")
    const item = there.page.locator("li:has([data-task]:focus)")
    await focused.waitFor()
    expect(await item.getAttribute("aria-posinset")).toBe("52")
    expect(await item.getAttribute("aria-setsize")).toBe(String(MANY))
  })
})

describe("a filter", () => {
  it("narrows a board, says how many of how many, and is in the address", async () => {
    await using there = await visit(browser, genie, `/app/board/${many}`)
    await cards(there.page, "draft").first().waitFor()

    await there.page.keyboard.press("f")
    await there.page.keyboard.type("invoice")
    await there.page.getByText(`23 of ${MANY} open`).waitFor()
    await there.page.getByRole("button", { name: "Assignee" }).click()
    await there.page.getByRole("menuitem", { name: "rui" }).click()
    await there.page.getByRole("button", { name: "Assignee: rui" }).waitFor()
    await there.page.getByRole("button", { name: "Tag" }).click()
    await there.page.getByRole("menuitem", { name: "billing" }).click()
    await there.page.getByRole("button", { name: "Tag: billing" }).waitFor()

    const query = new URL(there.page.url()).searchParams
    expect(Object.fromEntries(query)).toEqual({ search: "invoice", assignee: "rui", tag: "billing" })
    expect(await column(there.page, "draft").getAttribute("aria-label")).toBe(`draft, 23 of ${MANY} tasks`)
    expect(await barriersOn(there.page)).toEqual([])
    await there.page.getByRole("button", { name: "Clear" }).click()
    await there.page.getByText(`${MANY} open`, { exact: true }).waitFor()
    expect(new URL(there.page.url()).search).toBe("")
  })

  it("of an address is the one that is shown, also over a task, on the list and after Back", async () => {
    await using there = await visit(browser, genie, `/app/board/${many}?priority=high&status=ready`)
    await there.page.getByText(`23 of ${MANY} open`).waitFor()

    await cards(there.page, "draft").first().click()
    await there.page.getByRole("dialog").waitFor()
    expect(there.page.url()).toContain("priority=high")
    await there.page.keyboard.press("Escape")
    await there.page.getByRole("dialog").waitFor({ state: "detached" })
    await there.page.getByText(`23 of ${MANY} open`).waitFor()
    await there.page.keyboard.press("g")
    await there.page.keyboard.press("t")
    await there.page.getByText(`23 of ${MANY} tasks`).waitFor()
    await there.page.goBack()

    await there.page.getByText(`23 of ${MANY} open`).waitFor()
  })

  it("that nothing meets says so, and one that Genie refuses is said in its words", async () => {
    await using there = await visit(browser, genie, `/app/board/${many}?search=neutrinos`)
    await there.page.getByText("No task on this board is like that.").waitFor()

    await there.page.goto(`${genie.url}/app/board/${many}?assignee=nobody-here&priority=nonsense`)

    await there.page.getByText("nobody-here").first().waitFor()
    await there.page.getByRole("button", { name: "Clear" }).click()
    await cards(there.page, "draft").first().waitFor()
  })
})

describe("the list of tasks", () => {
  it("is sorted by its headings, goes on when it is scrolled, and opens a task over itself", async () => {
    await using there = await visit(browser, genie, `/app/tasks/${many}`)
    const rows = there.page.locator("tbody tr")
    await rows.first().waitFor()
    const first = () => rows.first().locator("[data-task]").getAttribute("data-task")
    expect(await first()).toBe(`${many}-${MANY}`)

    await there.page.getByRole("button", { name: "Task", exact: true }).click()
    await expect.poll(first).toBe(`${many}-1`)
    expect(await there.page.getByRole("columnheader", { name: "Task" }).getAttribute("aria-sort")).toBe("ascending")
    await there.page.getByRole("columnheader", { name: "Priority" }).getByRole("button").click()
    await expect.poll(first).toBe(`${many}-10`)
    await untilShown(rows)
    expect(await barriersOn(there.page)).toEqual([])
    await rows.last().locator("[data-task]").click()
    await there.page.getByRole("dialog").waitFor()
    expect(there.page.url()).toContain("view=list")
    await there.page.keyboard.press("Escape")

    await there.page.getByRole("dialog").waitFor({ state: "detached" })
    expect(new URL(there.page.url()).pathname).toBe(`/app/tasks/${many}`)
    expect(there.wrongs).toEqual([])
  })
})
