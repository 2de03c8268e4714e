import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { type Ended, home } from "./genie.ts"

const json = ({ stdout }: Ended) => JSON.parse(stdout)

/** What a refusal looks like: nothing printed, one sentence, its code. */
const refused = (exitCode: number, sentence: string | RegExp) => ({
  exitCode,
  stdout: "",
  stderr: typeof sentence === "string" ? expect.stringContaining(sentence) : expect.stringMatching(sentence)
})

describe("a git repository", () => {
  it("gets a project and a board with its first task, and its subdirectories and worktrees mean the same", async () => {
    await using it = home()
    const shop = it.repository("corner-shop")
    const inside = join(shop.path, "src/deep")
    const worktree = join(it.path, "worktree")
    mkdirSync(inside, { recursive: true })
    mkdirSync(join(shop.path, ".git/worktrees/other"), { recursive: true })
    mkdirSync(worktree)
    writeFileSync(join(shop.path, ".git/worktrees/other/commondir"), "../..\n")
    writeFileSync(join(worktree, ".git"), `gitdir: ${shop.path}/.git/worktrees/other\n`)

    const before = await shop.genie("task", "list")
    const created = await shop.genie("task", "create", "Implement auth middleware", "--priority", "high")
    const lists = await Promise.all(
      [inside, worktree].map((cwd) => it.genieWith({ cwd }, "task", "list", "--json").then(json))
    )
    const board = await shop.genie("board", "show")

    expect(before).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining("has no project yet. It gets one with its first task: genie task create")
    })
    expect(created.stdout).toContain('Created CORNERSHOP-1 "Implement auth middleware". It is ready, in draft.')
    for (const { items } of lists) expect(items).toMatchObject([{ key: "CORNERSHOP-1", priority: "high" }])
    expect(board.stdout).toMatch(/^draft 1 {2}gate human\n {2}CORNERSHOP-1 {2}ready/m)
  })

  it("is left with --everywhere, and another project is named with --project", async () => {
    await using it = home()
    const [shop, blog] = [it.repository("shop"), it.repository("blog")]
    await shop.genie("task", "create", "Sell a book")
    await blog.genie("task", "create", "Write about it")
    const keys = (ended: Ended) => json(ended).items.map(({ key }: { readonly key: string }) => key)

    expect(keys(await shop.genie("task", "list", "--json"))).toEqual(["SHOP-1"])
    expect(keys(await shop.genie("task", "list", "--everywhere", "--json"))).toEqual(["BLOG-1", "SHOP-1"])
    expect(keys(await shop.genie("task", "list", "--project", "BLOG", "--json"))).toEqual(["BLOG-1"])
    expect(await it.genieWith({ cwd: it.path }, "board", "show")).toMatchObject(
      refused(2, "Which project? There are BLOG, SHOP.")
    )
  })
})

describe("what a task refuses", () => {
  it("says in a sentence, with its code, and nothing is half done", async () => {
    await using it = home()
    const { genie, genieWith } = it.repository("shop")
    const bruno = (...args: ReadonlyArray<string>) => genieWith({ env: { GENIE_ACTOR: "human:bruno" } }, ...args)
    await genie("task", "create", "Choose a library")
    await genie("task", "create", "Write the login page", "--depends-on", "SHOP-1")
    await genie("task", "create", "Call the printer")
    await genie("task", "move", "SHOP-3", "cancelled")
    await bruno("task", "update", "SHOP-1", "--priority", "urgent")
    const all = async () => json(await genie("task", "list", "--all", "--json")).items
    const before = await all()

    const control = await genie("task", "create", "red \u202e alert")
    const expectations: ReadonlyArray<readonly [Ended, ReturnType<typeof refused>]> = [
      [
        await genie("task", "dep", "SHOP-1", "SHOP-2"),
        refused(3, "That would be a circle: SHOP-1 waits for SHOP-2 waits for SHOP-1.")
      ],
      [await genie("task", "move", "SHOP-1", "done"), refused(3, /SHOP-1 cannot go on\. .*brainstorm/)],
      [
        await genie("task", "update", "SHOP-1", "--title", "Choose one", "--revision", "1"),
        refused(3, /SHOP-1 is at revision 2, not 1: .*bruno.* Look at it again/)
      ],
      [await genie("task", "move", "SHOP-1", "brainstrom"), refused(4, 'Did you mean "brainstorm"?')],
      [
        await genie("task", "checkout", "SHOP-2"),
        refused(3, 'SHOP-2 cannot be checked out: it depends on SHOP-1 "Choose a library" (draft).')
      ],
      [await genie("task", "checkout", "SHOP-3"), refused(3, "SHOP-3 is cancelled.")],
      [await genie("task", "checkout", "SHOP-9"), refused(4, 'There is no task "SHOP-9".')],
      [await genie("task", "create", "x".repeat(10_000)), refused(2, "<title>: has more than 500 characters.")],
      [control, refused(2, /<title>: .*control character U\+202E/)],
      [await genie("task", "create", "x", "--assignee", "nobody"), refused(4, 'Nobody is called "nobody".')],
      [await genie("task", "show", "."), refused(2, "Name the task: SHOP-12.")],
      [await genie("board", "set", "biuld", "--wip-limit", "2"), refused(4, 'Did you mean "build"?')],
      [await genie("actor", "create", "a\u0007b", "--kind", "agent"), refused(2, "<handle>: ")],
      [await genie("project", "create", "Shop", "--key", "shop"), refused(2, "--key: ")],
      [await genie("project", "create", "Shop"), refused(3, "Another project is already at ")],
      [await genie("ready", "--wait", "1m"), refused(2, "--wait: It goes with --claim.")]
    ]

    for (const [ended, expected] of expectations) expect(ended).toMatchObject(expected)
    expect(control.stderr).not.toContain("\u202e")
    expect(await all()).toEqual(before)
  })

  it("keeps a task for who checked it out, until it is given back, taken over or completed", async () => {
    await using it = home()
    const { genie, genieWith } = it.repository("shop")
    const as =
      (actor: string) =>
      (...args: ReadonlyArray<string>) =>
        genieWith({ env: { GENIE_ACTOR: actor } }, ...args)
    const [ana, bruno] = [as("human:ana"), as("human:bruno")]
    await genie("task", "create", "Count the till")

    const taken = await ana("task", "checkout", "SHOP-1")
    const twice = await bruno("task", "checkout", "SHOP-1")
    const notTheirs = await bruno("task", "complete", "SHOP-1")
    const over = await bruno("task", "checkout", "SHOP-1", "--take-over", "--lease", "1h")
    const lost = await ana("task", "renew", "SHOP-1")
    const back = await bruno("task", "release", "SHOP-1")
    await bruno("task", "block", "SHOP-1", "Legal looks at it")
    const held = await ana("task", "checkout", "SHOP-1")

    expect(taken.stdout).toMatch(/^ana has SHOP-1 "Count the till" for the next 10 min\./)
    expect(twice).toMatchObject(refused(3, /^genie: ana works on SHOP-1 \(until .* UTC unless they renew it\)\./))
    expect(notTheirs).toMatchObject(refused(3, "SHOP-1 is checked out by ana, not by bruno."))
    expect(over.stdout).toContain("bruno has SHOP-1")
    expect(lost).toMatchObject(refused(3, "SHOP-1 is checked out by bruno, not by ana."))
    expect(back.stdout).toContain("Gave SHOP-1 back. It is ready, in draft.")
    expect(held).toMatchObject(
      refused(3, "SHOP-1 is held by bruno: Legal looks at it. To let it go on: genie task unblock SHOP-1")
    )
  })
})

describe("genie ready", () => {
  it("gives a task to one agent, and tells the next with code 4 that there is none", async () => {
    await using it = home()
    const { genie, genieWith } = it.repository("shop")
    const agent = (name: string) =>
      genieWith({ env: { GENIE_ACTOR: `agent:${name}` } }, "ready", "--claim", "--json").then((ended) => ({
        exitCode: ended.exitCode,
        holder: json(ended).checkout?.task.run.holder ?? null
      }))
    await genie("project", "create", "Shop")
    await genie("board", "create", "crew", "--column", '{"name":"todo","category":"ready","gate":"agent"}')
    await genie("task", "create", "Count the till", "--board", "crew")

    const claims = await Promise.all(["one", "two", "three"].map(agent))
    const explained = await genie("ready", "--explain")

    expect(claims.filter(({ exitCode }) => exitCode === 0)).toHaveLength(1)
    expect(claims.filter(({ exitCode, holder }) => exitCode === 4 && holder === null)).toHaveLength(2)
    expect(explained.stdout).toMatch(/^SHOP-1 {2}in progress {2}Count the till\n {2}• (one|two|three) has it/)
  })

  it("waits for a task, and has it in the moment it waits for nothing any more", async () => {
    await using it = home()
    const { genie, genieWith } = it.repository("shop")
    await genie("task", "create", "Choose a library")
    await genie("board", "create", "crew", "--column", '{"name":"todo","category":"ready","gate":"agent"}')
    await genie("task", "create", "Write the login page", "--board", "crew", "--depends-on", "SHOP-1")

    const waiting = genieWith(
      { env: { GENIE_ACTOR: "agent:engineer-1" } },
      ...["ready", "--claim", "--column", "todo", "--wait", "1m", "--json"]
    )
    await genie("task", "move", "SHOP-1", "cancelled")

    expect(json(await waiting).checkout).toMatchObject({ task: { key: "SHOP-2", run: { holder: "engineer-1" } } })
  })
})

describe("a worker's command", () => {
  it("speaks about its task and its run without being told which", async () => {
    await using it = home()
    const { genie, start } = it.repository("shop")
    const say = `"${process.execPath}" "${join(import.meta.dirname, "../dist/genie.js")}" task comment . "I am at it"`
    await genie("project", "create", "Shop")
    await genie(
      "board",
      "create",
      "crew",
      "--column",
      '{"name":"todo","category":"ready","gate":"agent","action":"work","autoAdvance":true}'
    )
    await genie("task", "create", "Count the till", "--board", "crew")
    const worker = start("worker", "--queue", "work", "--exec", say, "--actor", "agent:engineer-1")
    await worker.said("Serving work")

    const follow = start("audit", "feed", "--after", "start")
    await follow.said("run.succeeded")
    const comments = json(await genie("task", "comments", "SHOP-1", "--json"))
    const history = await genie("task", "history", "SHOP-1")
    follow.signal("SIGINT")
    worker.signal("SIGINT")
    await Promise.all([follow.ended, worker.ended])

    expect(comments.items).toMatchObject([
      { author: { handle: "engineer-1", kind: "agent" }, body: "I am at it", run: expect.any(String) }
    ])
    expect(history.stdout).toContain(comments.items[0].run.slice(-8))
    expect(history.stdout).toMatch(/todo +done/)
  })
})
