// Another server had the port before, and left a service worker in the browser that answers in its place.
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect, it } from "vitest"
import { openBrowser } from "./browser.ts"
import { type Genie, startGenie } from "./genie.ts"

let browser: Browser
let genie: Genie
/** Where the old server was visited, and left its worker. */
let old: ReadonlyArray<string>
let page: Page

beforeAll(async () => {
  browser = await openBrowser()
  page = await (await browser.newContext()).newPage()
  const server = await oldServer()
  old = [`http://127.0.0.1:${server.port}`, `http://localhost:${server.port}`]
  for (const origin of old) {
    await page.goto(`${origin}/old`)
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  }
  await server.stop()
  genie = await startGenie({ port: server.port })
})

afterAll(async () => {
  await browser?.close()
  await genie?.[Symbol.asyncDispose]()
})

it("the worker of an old server on the same port is not at the origin of the page, and hears no code", async () => {
  await page.goto(await genie.link())

  await page.getByText("Live", { exact: true }).first().waitFor()
  expect(new URL(page.url()).origin).toBe(genie.url)
  expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull()
  expect(genie.url).toMatch(/^http:\/\/genie-[0-9a-f]{16}\.localhost:\d+$/)
})

it("a code that somebody carries to another origin of this machine opens nothing there, and stays good", async () => {
  const link = await genie.link()
  const code = new URL(link).hash.slice("#code=".length)

  for (const origin of old) {
    await page.goto(`${origin}/health`)
    const answer = await page.evaluate(async (code) => {
      const headers = { "content-type": "application/json" }
      const response = await fetch("/session", { method: "POST", headers, body: JSON.stringify({ code }) })
      return [response.status, ((await response.json()) as { because: string }).because]
    }, code)
    expect(answer).toEqual([403, "elsewhere"])
  }

  const fresh = await (await browser.newContext()).newPage()
  await fresh.goto(link)
  await fresh.getByText("Live", { exact: true }).first().waitFor()
})

it("where an old worker answers, the next visit is Genie's: it is taken out of the browser", async () => {
  for (const origin of old) {
    await expect
      .poll(async () => {
        await page.goto(`${origin}/app`)
        return page.getByRole("heading", { name: "Hello." }).isVisible()
      })
      .toBe(true)
    expect(await page.evaluate(() => navigator.serviceWorker.getRegistrations().then(({ length }) => length))).toBe(0)
  }
})

/** A server whose worker shows its own page for every address. */
const oldServer = async () => {
  const worker = `
    addEventListener("install", () => skipWaiting())
    addEventListener("activate", (event) => event.waitUntil(clients.claim()))
    addEventListener("fetch", (event) => {
      if (event.request.mode === "navigate")
        event.respondWith(new Response("<h1>An old server</h1>", { headers: { "content-type": "text/html" } }))
    })`
  const server = createServer(({ url }, response) =>
    url === "/worker.js"
      ? response.writeHead(200, { "content-type": "text/javascript" }).end(worker)
      : response
          .writeHead(200, { "content-type": "text/html" })
          .end(`<h1>An old server</h1><script>navigator.serviceWorker.register("/worker.js")</script>`)
  ).listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, "close")
    }
  }
}
