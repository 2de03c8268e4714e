// The pictures of the documentation: a real board, in a real browser, with people and agents at work.
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import type { Client } from "@genie/client"
import { type Look, openBrowser, visit } from "../test/browser.ts"
import { startGenie } from "../test/genie.ts"

const pictures = join(import.meta.dirname, "../../../docs/images")
mkdirSync(pictures, { recursive: true })

await using genie = await startGenie()
const browser = await openBrowser()
const ana = await genie.as("ana")
await makeShop(ana, await genie.as("engineer-1", "agent"))
genie.keepRunning(
  ...["worker", "--queue", "work", "--name", "engineer-1", "--actor", "agent:engineer-1", "--exec"],
  'echo "$GENIE_TASK: reading the middleware"; for f in session token user; do sleep 1; echo "  test/$f.test.ts  ok"; done; echo "12 tests pass, 1 to go"; sleep 600'
)

await take("board-light", { place: "/app/board/SHOP", seen: "In progress" })
await take("board-dark", { place: "/app/board/SHOP", seen: "In progress", theme: "dark" })
await take("task-light", { place: "/app/task/SHOP-1", seen: "1 to go", shown: "Output" })
await take("board-phone", { place: "/app/board/SHOP", seen: "In progress", shown: "build, ", isPhone: true })
await take("task-phone-dark", { place: "/app/task/SHOP-1", seen: "1 to go", isPhone: true, theme: "dark" })
await browser.close()

interface Picture extends Look {
  readonly place: string
  /** What is waited for. */
  readonly seen: string
  /** The part of the page that has to be in the picture. */
  readonly shown?: string
}

async function take(name: string, { place, seen, shown, ...look }: Picture): Promise<void> {
  await using there = await visit(browser, genie, place, look)
  if (!look.isPhone) await there.page.setViewportSize({ width: 1440, height: 780 })
  await there.page.getByText(seen).first().waitFor()
  await there.page.locator('[data-status="live"]').first().waitFor({ state: "attached" })
  if (shown !== undefined) await there.page.getByRole("region", { name: shown }).scrollIntoViewIfNeeded()
  await there.page.screenshot({ path: join(pictures, `${name}.png`) })
  console.log(`${name}: ${there.wrongs.length === 0 ? "taken" : there.wrongs.join("\n")}`)
}

/** A shop whose people and agents are in the middle of everything. */
async function makeShop(person: Client, agent: Client): Promise<void> {
  await person.projects.create({ name: "Shop", key: "SHOP" })
  await person.actors.create({ handle: "joão", kind: "human" })
  await person.actors.create({ handle: "tester-2", kind: "agent" })
  await person.actors.create({ handle: "engineer-1", kind: "agent" })

  const tasks = [
    ["Implement auth middleware", "build", { priority: "urgent", tags: ["security"], assignees: ["engineer-1"] }],
    ["Move sessions out of memory, so that a restart signs nobody out", "build", { priority: "high" }],
    ["Retry webhooks with backoff", "build", { assignees: ["engineer-1"] }],
    ["Search that forgives typing errors", "wish", { priority: "high", tags: ["search"], assignees: ["ana", "joão"] }],
    ["Archive orders older than seven years", "wish", { tags: ["orders"] }],
    ["How should returns work?", "brainstorm", { assignees: ["joão"] }],
    ["Let customers pay by invoice", "draft", { priority: "high", tags: ["billing"], assignees: ["ana"] }],
    ["Rate limit the public API", "draft", { tags: ["api", "security"] }],
    ["Translate the checkout into Portuguese", "draft", { priority: "low", start: "in 3d" }],
    ["Cart keeps its items across devices", "review", { priority: "high", assignees: ["ana"] }],
    ["Pages by key instead of by number", "review", {}],
    ["Images are resized on upload", "ship", { assignees: ["tester-2"] }]
  ] as const
  for (const [title, column, said] of tasks) {
    const { key } = await person.tasks.create({ title, project: "SHOP", ...said })
    await advance(key, column)
  }
  await person.boards.changeColumn({ project: "SHOP", board: "software", column: "build", wipLimit: 3 })
  await person.tasks.addDependency({ task: "SHOP-2", on: "SHOP-1" })
  await person.tasks.block({ task: "SHOP-11", reason: "The index is not there yet." })
  await person.tasks.update({
    task: "SHOP-1",
    body: "Every request carries a session token. The middleware checks it, loads the user, and refuses with 401 when it is missing or too old.",
    acceptance: "A request without a token gets 401.\nNo request is slower by more than 2 ms."
  })
  await person.tasks.comment({ task: "SHOP-1", body: "Please keep the cookie's name: the mobile app depends on it." })

  /** Through every gate, with whose consent it asks for. */
  async function advance(task: string, to: string): Promise<void> {
    for (const next of ["brainstorm", "wish", "build", "review", "qa", "ship"]) {
      const { column } = (await person.tasks.show({ task })).task
      if (column === to) return
      if (column === "brainstorm") await agent.tasks.approve({ task })
      if (column === "build" || column === "qa") await agent.tasks.approve({ task })
      else await person.tasks.move({ task, to: next })
    }
  }
}
