// An owner that goes and comes back: its page waits at the same address, and says what to type.
import { expect, it } from "vitest"
import { barriersOn, visit } from "./browser.ts"
import { startGenie } from "./genie.ts"
import { browser, genie, project, useStage } from "./stage.ts"

useStage()

it("a tab finds its owner again at the same address, and goes on when somebody signs in in another tab", async () => {
  const key = await project("Pay by invoice")
  await using there = await visit(browser, genie, `/app/board/${key}`)
  await there.page.getByText("Live", { exact: true }).first().waitFor()

  await genie.stop()
  const away = there.page.getByRole("status", { name: "Genie is away" })
  await away.getByText("genie open", { exact: true }).waitFor()
  expect(await barriersOn(there.page)).toEqual([])

  await using again = await startGenie({ home: genie.home })
  await there.page.getByText("Genie was started again").waitFor()
  await there.page.getByText("genie open", { exact: true }).waitFor()
  expect(await barriersOn(there.page)).toEqual([])
  await using bruno = await again.as("bruno")
  await bruno.tasks.create({ title: "Pay by card", project: key })

  const other = await there.page.context().newPage()
  await other.goto(await again.link())

  await there.page.locator("[data-task]", { hasText: "Pay by card" }).waitFor()
  await there.page.getByText("Live", { exact: true }).first().waitFor()
  expect(again.url).toBe(genie.url)
  expect(there.page.url()).toBe(`${genie.url}/app/board/${key}`)
  await there.page.locator("[data-task]", { hasText: "Pay by card" }).click()
  await there.page.getByRole("dialog").getByRole("heading", { name: "Activity" }).waitFor()
  expect(there.wrongs).toEqual([])
})

it("a sign-out in one tab is one in all of them", async () => {
  await using own = await startGenie()
  await using there = await visit(browser, own, "/app/runs")
  const other = await there.page.context().newPage()
  await other.goto(`${own.url}/app/runs`)
  await other.getByText("Live", { exact: true }).first().waitFor()

  await other.getByRole("button", { name: "theme and session" }).first().click()
  await other.getByRole("menuitem", { name: "Sign out" }).click()

  await there.page.getByRole("heading", { name: "Hello." }).waitFor()
})
