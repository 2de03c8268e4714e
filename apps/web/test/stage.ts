// What every test of the page plays on: one Genie and one browser for the tests of a file, and ana, who asks over HTTP.
import type { Client } from "@genie/client"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll } from "vitest"
import { openBrowser } from "./browser.ts"
import { type Genie, startGenie } from "./genie.ts"

export let genie: Genie
export let browser: Browser
export let ana: Client

/** Sets the stage for the tests of this file, and strikes it after them. */
export const useStage = (): void => {
  beforeAll(async () => {
    ;[genie, browser] = await Promise.all([startGenie(), openBrowser()])
    ana = await genie.as("ana")
  })

  afterAll(async () => {
    await browser?.close()
    await genie?.[Symbol.asyncDispose]()
  })
}

/** A project of the test's own, with these tasks at the beginning of its board. */
export const project = async (...titles: ReadonlyArray<string>): Promise<string> => {
  projects += 1
  const key = `P${projects}`
  await ana.projects.create({ name: `Project ${key}`, key })
  for (const title of titles) await ana.tasks.create({ title, project: key })
  return key
}
let projects = 0
