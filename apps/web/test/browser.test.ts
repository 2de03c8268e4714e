// The page is tested under the rules that hold in everybody's browser.
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect, it } from "vitest"
import { openBrowser } from "./browser.ts"

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser?.close())

it("a page reads nothing of another origin that does not allow it", async () => {
  await using site = await serve({})
  await using closed = await serve({})
  await using open = await serve({ "access-control-allow-origin": "*" })
  const page = await browser.newPage()
  await page.goto(site.url)
  const read = (url: string) =>
    page.evaluate(
      (from) =>
        fetch(from).then(
          (answer) => answer.text(),
          (error) => String(error)
        ),
      url
    )

  expect(await read(closed.url)).toContain("TypeError")
  expect(await read(open.url)).toBe("secret")
  await page.close()
})

it("a page cannot reach into a frame of another origin", async () => {
  await using framed = await serve({})
  await using site = await serve({ "content-type": "text/html" }, `<iframe src="${framed.url}"></iframe>`)
  const page = await browser.newPage()
  await page.goto(site.url)

  expect(await page.evaluate(() => document.querySelector("iframe")!.contentDocument)).toBeNull()
  await page.close()
})

/** A server of an origin of its own, which gives the same answer to everything. */
const serve = async (headers: Readonly<Record<string, string>>, body = "secret") => {
  const server = createServer((_, response) => response.writeHead(200, headers).end(body)).listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, "close")
    }
  }
}
