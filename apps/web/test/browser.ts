// A real browser, and pages of Genie in it that note whatever they should not have done.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { EVENT_LIMIT_MS, HANG_LIMIT_MS } from "@genie/store/testing"
import chromium from "@sparticuz/chromium"
import { type Browser, type BrowserContext, type Page, chromium as playwright } from "playwright-core"
import { vi } from "vitest"
import type { Genie } from "./genie.ts"

/** How somebody looks at the page. */
export interface Look {
  readonly theme?: "light" | "dark"
  readonly isPhone?: boolean
}

/** A page, and what went wrong on it: requests to somebody else, breaches of its policy, exceptions. */
export interface Visit extends AsyncDisposable {
  readonly page: Page
  readonly wrongs: ReadonlyArray<string>
}

export const openBrowser = async (): Promise<Browser> =>
  playwright.launch({
    executablePath: await unpacked(),
    args: [
      ...chromium.args.filter(isKept),
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update"
    ],
    timeout: HANG_LIMIT_MS
  })

/** Unpacked once, beside the other files of a run: who comes while somebody unpacks it would start half a program. */
const unpacked = async (): Promise<string> => {
  const done = join(tmpdir(), `genie-browser-${process.ppid}`)
  try {
    mkdirSync(`${done}.lock`)
  } catch {
    await vi.waitUntil(() => existsSync(done), { timeout: EVENT_LIMIT_MS, interval: 20 })
    return chromium.executablePath()
  }
  const path = await chromium.executablePath()
  writeFileSync(done, path)
  return path
}

/** One process for everything would take every page along when one of them dies. The others turn rules of the web off. */
const isKept = (arg: string): boolean =>
  ![
    "--single-process",
    "--disable-web-security",
    "--allow-running-insecure-content",
    "--disable-site-isolation-trials",
    "--disable-features",
    "--use-gl",
    "--use-angle",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--in-process-gpu"
  ].includes(arg.split("=")[0]!)

/** Opens a place of the page in a window of its own, signed in by a link unless told otherwise. */
export const visit = async (
  browser: Browser,
  genie: Genie,
  place: string,
  look: Look & { isSignedIn?: boolean } = {}
) => {
  const context = await browser.newContext({
    viewport: look.isPhone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    colorScheme: look.theme ?? "light",
    hasTouch: look.isPhone ?? false,
    reducedMotion: "reduce"
  })
  context.setDefaultTimeout(EVENT_LIMIT_MS)
  const wrongs = noteWrongs(context, genie.url)
  const page = await context.newPage()
  const hash = look.isSignedIn === false ? "" : new URL(await genie.link()).hash
  await page.goto(`${genie.url}${place}${hash}`)
  return { page, wrongs, [Symbol.asyncDispose]: () => context.close() } satisfies Visit
}

const noteWrongs = (context: BrowserContext, origin: string): ReadonlyArray<string> => {
  const wrongs: Array<string> = []
  context.on("request", (request) => {
    const url = request.url()
    if (!url.startsWith(`${origin}/`) && !url.startsWith("data:")) wrongs.push(`asked ${url}`)
  })
  context.on("weberror", (error) => wrongs.push(String(error.error())))
  context.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) wrongs.push(message.text())
  })
  return wrongs
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

/** What axe finds on the page as it is now, one line each. */
export const barriersOn = async (page: Page): Promise<ReadonlyArray<string>> => {
  // Run by the debugger, which the page's policy does not bind.
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run()
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`))
  })
}

interface AxeResults {
  readonly violations: ReadonlyArray<{ readonly id: string; readonly nodes: ReadonlyArray<{ readonly html: string }> }>
}
