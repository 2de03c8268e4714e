// Texts of tasks as Markdown, and everything people have ever smuggled into one.
import type { Page } from "playwright-core"
import { describe, expect, it } from "vitest"
import { barriersOn, visit } from "./browser.ts"
import { ana, browser, genie, project, useStage } from "./stage.ts"

useStage()

/** Each of these has run a script, or fetched something, on some page that renders Markdown. */
const attacks: ReadonlyArray<string> = [
  "<script>window.wasHere = 1</script>",
  "<img src=x onerror='window.wasHere = 1'>",
  "<svg/onload=window.wasHere=1>",
  "<svg><animate onbegin=window.wasHere=1 attributeName=x dur=1s>",
  "<iframe srcdoc='<script>parent.wasHere = 1</script>'></iframe>",
  "<iframe src='javascript:parent.wasHere=1'></iframe>",
  "<details open ontoggle=window.wasHere=1>",
  "<math><mtext><table><mglyph><style><img src=x onerror=window.wasHere=1></style></mglyph></table></mtext></math>",
  "<form><button formaction='javascript:window.wasHere=1'>press</button></form>",
  "<object data='javascript:window.wasHere=1'></object><embed src='javascript:window.wasHere=1'>",
  "<base href='https://evil.example/'>",
  "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
  "<link rel=stylesheet href=https://evil.example/a.css>",
  "<style>@import 'https://evil.example/a.css'; * { background: url(https://evil.example/b) }</style>",
  "<div style='background:url(https://evil.example/c)'>styled</div>",
  "[press](javascript:window.wasHere=1)",
  "[press](JaVaScRiPt:window.wasHere=1)",
  "[press](&#106;avascript:window.wasHere=1)",
  "[press](java\tscript:window.wasHere=1)",
  "[press](\u00a0javascript:window.wasHere=1)",
  "[press](javascript&colon;window.wasHere=1)",
  "[press](//evil.example/protocol-relative)",
  "[press](data:text/html,<script>parent.wasHere=1</script>)",
  "[press](vbscript:window.wasHere=1)",
  "[press](file:///etc/passwd)",
  "[press](blob:https://evil.example/1)",
  "[press][ref]\n\n[ref]: javascript:window.wasHere=1",
  "<javascript:window.wasHere=1>",
  "![see](javascript:window.wasHere=1)",
  "![see](https://evil.example/pixel.png)",
  '![see](https://evil.example/pixel.png "title onerror=window.wasHere=1")',
  "![see](data:image/svg+xml,<svg onload=parent.wasHere=1>)",
  '![see](x"onerror="window.wasHere=1)',
  '[press](https://evil.example/"onmouseover="window.wasHere=1)',
  "[press](https://evil.example 'a\" onclick=\"window.wasHere=1')",
  "`<img src=x onerror=window.wasHere=1>`",
  "```html\n<script>window.wasHere = 1</script>\n```",
  "```js onload=window.wasHere=1\n1\n```",
  "| <img src=x onerror=window.wasHere=1> |\n| --- |\n| [press](javascript:window.wasHere=1) |",
  "- [x] <img src=x onerror=window.wasHere=1>",
  "https://evil.example/<script>window.wasHere=1</script>",
  "a[^1]\n\n[^1]: <img src=x onerror=window.wasHere=1> [press](javascript:window.wasHere=1)",
  "# <img src=x onerror=window.wasHere=1> {#id onclick=window.wasHere=1}",
  "<a id='page' name='genie'>clobber</a> <img name=getElementById>",
  "\u200b<img src=x onerror=window.wasHere=1>\ufeff",
  "<<script>script>window.wasHere=1<</script>/script>",
  "<scr<!-- -->ipt>window.wasHere=1</scr<!-- -->ipt>"
]

const panelOf = (page: Page) => page.getByRole("dialog").first()

describe("a text in Markdown", () => {
  it("is read as its writer meant it, without a barrier", async () => {
    const key = await project()
    const body = [
      "# Plan",
      "### Later",
      "Every request carries a **token**.\nThe second line stays one.",
      "- [x] Read the *middleware*\n- [ ] Write `auth.ts`",
      "1. first\n2. second",
      "| route | code |\n| --- | --- |\n| /cart | 401 |",
      "> It was like this.",
      "```ts\nconst a = 1\n```",
      "See https://example.com/spec and ![the diagram](https://example.com/a.png)."
    ].join("\n\n")
    await ana.tasks.create({ title: "Pay by invoice", project: key, body })
    for (const theme of ["light", "dark"] as const) {
      await using there = await visit(browser, genie, `/app/task/${key}-1`, { theme })
      const panel = panelOf(there.page)

      await panel.getByRole("heading", { name: "Plan" }).waitFor()
      await panel.getByRole("cell", { name: "401" }).waitFor()
      expect(await panel.getByRole("img", { name: "done", exact: true }).count()).toBe(1)
      expect(await panel.getByRole("img", { name: "to do" }).count()).toBe(1)
      expect(await panel.locator("strong", { hasText: "token" }).count()).toBe(1)
      expect(await barriersOn(there.page)).toEqual([])
      expect(there.wrongs).toEqual([])
    }
  })

  it("leads out of Genie in a tab of its own, and fetches nothing", async () => {
    const key = await project()
    const body = "[spec](https://example.com/spec) ![diagram](https://example.com/a.png) [mail](mailto:ana@example.com)"
    await ana.tasks.create({ title: "Pay by invoice", project: key, body })
    await using there = await visit(browser, genie, `/app/task/${key}-1`)
    await panelOf(there.page).getByRole("link", { name: "spec" }).waitFor()

    const links = await there.page
      .locator('a[href^="https://example.com"], a[href^="mailto:"]')
      .evaluateAll((all) => all.map((a) => [a.getAttribute("target"), a.getAttribute("rel"), a.textContent]))

    expect(links).toEqual(["spec", "diagram", "mail"].map((name) => ["_blank", "noopener noreferrer nofollow", name]))
    expect(await panelOf(there.page).locator("img[src]").count()).toBe(0)
    expect(there.wrongs).toEqual([])
  })

  it("runs nothing and fetches nothing, whatever was smuggled into it", async () => {
    const key = await project()
    await ana.tasks.create({ title: attacks[0]!, project: key, body: attacks.join("\n\n"), acceptance: attacks[1]! })
    for (const body of attacks) await ana.tasks.comment({ task: `${key}-1`, body })
    await using there = await visit(browser, genie, `/app/task/${key}-1`)
    const panel = panelOf(there.page)
    // Until it is read as Markdown it is shown as it was written.
    await panel.locator("code", { hasText: "<img src=x" }).first().waitFor()
    await expect.poll(() => panel.locator("[data-comment]").count()).toBe(attacks.length)

    for (const press of await panel.getByText("press", { exact: true }).all()) await press.hover()
    const found = await there.page.evaluate(() => ({
      wasHere: (window as unknown as { wasHere?: unknown }).wasHere,
      smuggled: [...document.querySelectorAll('[role="dialog"] *')]
        .filter((element) => element.matches("script, iframe, object, embed, base, meta, link, style, img, form form"))
        .map((element) => element.outerHTML),
      handlers: [...document.querySelectorAll('[role="dialog"] *')].flatMap((element) =>
        element.getAttributeNames().filter((name) => name.startsWith("on"))
      ),
      places: [...document.querySelectorAll<HTMLAnchorElement>('[role="dialog"] a')].map(({ protocol }) => protocol)
    }))

    expect(found.wasHere).toBeUndefined()
    expect(found.smuggled).toEqual([])
    expect(found.handlers).toEqual([])
    expect(found.places.filter((protocol) => protocol !== "https:" && protocol !== "http:")).toEqual([])
    expect(there.wrongs).toEqual([])
  })

  it("as deep and as long as a text may be is shown, and the page stays", async () => {
    const key = await project()
    const stairs = Array.from({ length: 240 }, (_, depth) => `${"  ".repeat(depth)}- a`).join("\n")
    const bodies = [">".repeat(60_000), "- ".repeat(30_000), stairs, "[".repeat(30_000), "|a".repeat(15_000)]
    for (const body of bodies) await ana.tasks.create({ title: "Pay by invoice", project: key, body })

    for (const number of bodies.keys()) {
      await using there = await visit(browser, genie, `/app/task/${key}-${number + 1}`)
      await panelOf(there.page).getByRole("heading", { name: "Activity" }).waitFor()
      await panelOf(there.page).getByRole("button", { name: "Change description" }).waitFor()
      expect(await there.page.getByText("This page broke").count()).toBe(0)
    }
  })
})
