// What a worker's command can do with Genie beside a PostgreSQL, whose address it never sees.
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { genieInShell, type Home, home } from "./genie.ts"
import { withDatabase } from "./withDatabase.ts"

/** A command that says what it was given, and then does this with Genie. */
const agent = (it: Home, ...lines: ReadonlyArray<string>) => {
  const script = [`genie() { ${genieInShell()} "$@"; }`, `env > "${environmentFile(it)}"`, ...lines].join("\n")
  writeFileSync(join(it.path, "agent.sh"), script)
  return `sh ${join(it.path, "agent.sh")}`
}

const environmentFile = (it: Home) => join(it.path, "environment")

const environmentOf = (it: Home): Record<string, string> =>
  Object.fromEntries(
    readFileSync(environmentFile(it), "utf8")
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)])
  )

const idIn = (stdout: string) => /as (\w{8})/.exec(stdout)![1]!

/** A worker whose command has begun, and goes on once it is told to. */
const waiting = async (it: Home, url: string, ...lines: ReadonlyArray<string>) => {
  const file = join(it.path, "go")
  const command = agent(it, "echo begun", `while [ ! -e "${file}" ]; do sleep 0.05; done`, ...lines)
  const worker = it.start("worker", "--queue", "work", "--exec", command, "--database", url)
  await worker.said("Serving work")
  const { stdout } = await it.genie("enqueue", "work", "--database", url)
  const follow = it.start("run", "output", idIn(stdout), "--follow", "--database", url)
  await follow.said("begun")
  return { worker, follow, go: () => writeFileSync(file, "") }
}

describe("a command of a worker beside a PostgreSQL", () => {
  it(
    "looks at its run and comments on its task in the same database, as an agent",
    withDatabase(async (url) => {
      await using it = home()
      const genie = (...args: ReadonlyArray<string>) => it.genieWith({ env: { DATABASE_URL: url } }, ...args)
      await genie("project", "create", "Shop", "--key", "SHOP")
      await genie("task", "create", "Write the docs", "--project", "SHOP")
      const command = agent(
        it,
        'export DATABASE_URL="postgres://127.0.0.1:1/of-the-program-it-works-on"',
        'genie run show "$GENIE_RUN_ID" --json | head -c 1000',
        'genie task comment SHOP-1 "Half of it is written." --json'
      )

      const worker = it.start("worker", "--queue", "work", "--exec", command, "--database", url)
      await worker.said("Serving work")
      const id = idIn((await genie("enqueue", "work")).stdout)
      const said = await genie("run", "output", id, "--follow")
      const socket = environmentOf(it).GENIE_SOCKET!
      const modes = [socket, dirname(socket)].map((path) => statSync(path).mode & 0o777)
      worker.signal("SIGINT")

      expect(await worker.ended).toMatchObject({ exitCode: 0 })
      expect(said).toMatchObject({ exitCode: 0, stderr: "", stdout: expect.stringContaining(`${id}"`) })
      const comments = JSON.parse((await genie("task", "comments", "SHOP-1", "--json")).stdout)
      expect(comments.items).toMatchObject([
        { author: { handle: "work", kind: "agent" }, body: "Half of it is written." }
      ])
      const recorded = JSON.parse((await genie("audit", "list", "--action", "task.commented", "--json")).stdout)
      expect(recorded.items[0]).toMatchObject({ actor: { handle: "work", kind: "agent" } })
      expect(modes).toEqual([0o600, 0o700])
      expect(Buffer.byteLength(socket)).toBeLessThanOrEqual(100)
      expect(existsSync(dirname(socket))).toBe(false)
      expect(it.owner()).toBeUndefined()
    })
  )

  it(
    "never sees the address of the database, nor a home that would lead elsewhere",
    withDatabase(async (url) => {
      await using it = home()
      const worker = it.start("worker", "--queue", "work", "--exec", agent(it), "--database", url)
      await worker.said("Serving work")
      const { stdout } = await it.genie("enqueue", "work", "--database", url)
      await it.genie("run", "output", idIn(stdout), "--follow", "--database", url)
      worker.signal("SIGINT")
      await worker.ended

      const environment = environmentOf(it)

      expect(environment).toMatchObject({ GENIE_SOCKET: expect.any(String), GENIE_ACTOR: "agent:work" })
      expect(environment).not.toHaveProperty("DATABASE_URL")
      expect(environment).not.toHaveProperty("GENIE_HOME")
      expect(Object.values(environment).join("\n")).not.toContain(url)
    })
  )

  it(
    "may speak to the end: also while its worker waits for it to leave",
    withDatabase(async (url) => {
      await using it = home()
      const { follow, go, worker } = await waiting(it, url, 'genie enqueue later --name "last words"')

      worker.signal("SIGINT")
      go()
      await Promise.all([worker.ended, follow.ended])

      const later = JSON.parse((await it.genie("run", "list", "--queue", "later", "--json", "--database", url)).stdout)
      expect(later.items).toMatchObject([{ name: "last words", enqueuedBy: "work" }])
    })
  )

  it(
    "leaves no socket behind, also when its worker is told twice to stop",
    withDatabase(async (url) => {
      await using it = home()
      const { follow, worker } = await waiting(it, url)

      worker.signal("SIGINT")
      worker.signal("SIGTERM")

      expect((await worker.ended).exitCode).toBeGreaterThan(128)
      expect(existsSync(dirname(environmentOf(it).GENIE_SOCKET!))).toBe(false)
      follow.signal("SIGINT")
      await follow.ended
    })
  )

  it(
    "is answered by genie up as well",
    withDatabase(async (url) => {
      await using it = home()
      const up = it.start("up", "--database", url, "--allow-shell")
      await up.said("Ctrl-C")

      const run = agent(it, "genie schedule create follow-up --in-vain || true", 'genie enqueue later --name "again"')
      const { stdout } = await it.genie("enqueue", "shell", "--run", run, "--database", url)
      await it.genie("run", "output", idIn(stdout), "--follow", "--database", url)
      const later = JSON.parse((await it.genie("run", "list", "--queue", "later", "--json", "--database", url)).stdout)
      const { GENIE_SOCKET: socket } = environmentOf(it)
      up.signal("SIGINT")
      await up.ended

      expect(later.items).toMatchObject([{ name: "again", enqueuedBy: "shell" }])
      expect(existsSync(dirname(socket!))).toBe(false)
    })
  )
})

describe("GENIE_SOCKET", () => {
  it("of a worker that is gone is said, and nothing else is opened instead", async () => {
    await using it = home()

    const refused = await it.genieWith({ env: { GENIE_SOCKET: join(it.path, "gone.sock") } }, "schedule", "list")

    expect(refused).toMatchObject({ exitCode: 5, stdout: "", stderr: expect.stringContaining("gone.sock") })
    expect(it.owner()).toBeUndefined()
  })

  it(
    "gives way to a database that is typed",
    withDatabase(async (url) => {
      await using it = home()

      const list = await it.genieWith(
        { env: { GENIE_SOCKET: join(it.path, "gone.sock") } },
        "schedule",
        "list",
        "--database",
        url
      )

      expect(list).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("There are no schedules yet.") })
    })
  )
})
