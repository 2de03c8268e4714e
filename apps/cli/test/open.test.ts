import { once } from "node:events"
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { type IncomingMessage, request } from "node:http"
import { type AddressInfo, createServer } from "node:net"
import { join } from "node:path"
import { json } from "node:stream/consumers"
import { freshDatabase } from "@genie/store/testing"
import { Effect } from "effect"
import { describe, expect, inject, it } from "vitest"
import { type Home, home } from "./genie.ts"

/** Nobody sits here: the machine has no screen. */
const noScreen = { DISPLAY: "", WAYLAND_DISPLAY: "", SSH_CONNECTION: "", SSH_TTY: "" }

/** A screen, and on it a browser that notes what it is told to open and ends like this. */
const screen = ({ path }: Home, exitCode = 0) => {
  const programs = join(path, "programs")
  const opened = join(path, "opened")
  mkdirSync(programs)
  for (const program of ["xdg-open", "open"]) {
    writeFileSync(join(programs, program), `#!/bin/sh\nprintf %s "$1" > '${opened}'\nexit ${exitCode}\n`)
    chmodSync(join(programs, program), 0o755)
  }
  return {
    env: { ...noScreen, DISPLAY: ":0", PATH: `${programs}:${process.env.PATH}` },
    opened: () => readFileSync(opened, "utf8")
  }
}

/** What the page does with the link. That its name is this machine, only a browser knows. */
const signIn = async (link: string) => {
  const { hash, host, origin, port } = new URL(link)
  const headers = { host, origin, "content-type": "application/json" }
  const asked = request({ host: "127.0.0.1", port, path: "/session", method: "POST", headers })
  asked.end(JSON.stringify({ code: hash.slice("#code=".length) }))
  const [answer] = (await once(asked, "response")) as [IncomingMessage]
  return { status: answer.statusCode, ...((await json(answer)) as { handle?: string; kind?: string; detail?: string }) }
}

const aLink = /^http:\/\/genie-[0-9a-f]{16}\.localhost:\d+\/#code=[\w-]{43}\n$/

describe("genie open", () => {
  it("makes a background owner listen where a browser can reach it, and its link signs in who typed it, once", async () => {
    await using it = home()
    await it.genie("schedule", "list")
    const before = JSON.parse((await it.genie("status", "--json")).stdout)

    const link = await it.genieWith({ env: { GENIE_ACTOR: "human:ana" } }, "open", "--print")
    const after = JSON.parse((await it.genie("status", "--json")).stdout)
    const page = await fetch(after.url)
    const [first, second] = [await signIn(link.stdout), await signIn(link.stdout)]

    expect(before.url).toBeNull()
    expect(link).toMatchObject({ exitCode: 0, stderr: "", stdout: expect.stringMatching(aLink) })
    expect(new URL(link.stdout).port).toBe(new URL(after.url).port)
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"])
    expect(first).toMatchObject({ status: 200, handle: "ana", kind: "human" })
    expect(second).toMatchObject({ status: 403, detail: expect.stringContaining("works once") })
  })

  it("works again and again, at the same address", async () => {
    await using it = home()

    const links = [await it.genie("open", "--print"), await it.genie("open", "--print", "/app/runs")]
    const [first, second] = links.map(({ stdout }) => new URL(stdout.trim()))

    expect(second!.origin).toBe(first!.origin)
    expect(second!.pathname).toBe("/app/runs")
    for (const { stdout } of links) expect((await signIn(stdout)).status).toBe(200)
  })

  it("works at the same address after a restart, and at another one, which it says, where somebody has the port", async () => {
    await using it = home()
    const first = new URL((await it.genie("open", "--print")).stdout)
    await it.genie("down")

    const second = new URL((await it.genie("open", "--print")).stdout)
    await it.genie("down")
    const stranger = createServer((socket) => socket.destroy()).listen(Number(first.port), "127.0.0.1")
    await once(stranger, "listening")
    const third = await it.genie("open", "--print")
    stranger.close()

    expect(second.origin).toBe(first.origin)
    expect(new URL(third.stdout).hostname).toBe(first.hostname)
    expect(new URL(third.stdout).port).not.toBe(first.port)
    expect(third.stderr).toBe(
      `The page has another address than before: something else listens on port ${first.port}. Old bookmarks lead there.\n`
    )
  })

  it("a genie up says that somebody else has the port that it remembers", async () => {
    await using it = home()
    const stranger = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1")
    await once(stranger, "listening")
    const { port } = stranger.address() as AddressInfo
    mkdirSync(join(it.path, "run"), { mode: 0o700 })
    writeFileSync(join(it.path, "run/port"), String(port))

    const up = it.start("up")
    await up.said("Ctrl-C")
    stranger.close()
    up.signal("SIGINT")
    const { stdout } = await up.ended

    expect(stdout).toContain(`  port      a new one: something else listens on ${port}. Old bookmarks lead there\n`)
    expect(readFileSync(join(it.path, "run/port"), "utf8")).not.toBe(String(port))
  })

  it("links to 127.0.0.1 for a browser that does not find the name", async () => {
    await using it = home()

    const link = await it.genie("open", "--print", "--loopback")

    expect(link.stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#code=/)
    expect((await signIn(link.stdout)).status).toBe(200)
  })

  it("opens the browser at a project or a task by its key, and does not show the link", async () => {
    await using it = home()
    const { env, opened } = screen(it)

    const project = await it.genieWith({ env }, "open", "shop")
    expect(new URL(opened()).pathname).toBe("/app/board/SHOP")
    await it.genieWith({ env }, "open", "SHOP-12")

    expect(new URL(opened()).pathname).toBe("/app/task/SHOP-12")
    expect((await signIn(opened())).status).toBe(200)
    expect(project).toMatchObject({ exitCode: 0, stderr: "" })
    expect(project.stdout).toMatch(/^Opened http:\/\/genie-[0-9a-f]{16}\.localhost:\d+ in the browser\./)
    expect(project.stdout).not.toContain("code=")
  })

  it("prints the link where no browser can be opened: without a screen, over SSH, and where opening it fails", async () => {
    await using it = home()
    const { env } = screen(it, 3)

    const without = await it.genieWith({ env: noScreen }, "open")
    const remote = await it.genieWith({ env: { ...env, SSH_CONNECTION: "10.0.0.1 1 10.0.0.2 22" } }, "open")
    const failing = await it.genieWith({ env }, "open")

    for (const ended of [without, remote, failing]) {
      expect(ended).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(aLink) })
      expect(ended.stderr).toBe(
        "No browser can be opened from here. This link signs one in, once and within a minute:\n"
      )
    }
  })

  it("opens the page of a genie up on a PostgreSQL by its address, and says so to who does not name it", () =>
    Effect.runPromise(
      Effect.scoped(
        Effect.flatMap(freshDatabase({ major: inject("geniePostgres")[0]!.major }), (database) =>
          Effect.promise(async () => {
            await using it = home()
            const up = it.start("up", "--database", database)
            await up.said("Ctrl-C")
            const unnamed = await it.genieWith({ env: { DATABASE_URL: database } }, "open", "--print")

            up.signal("SIGINT")
            const { stdout } = await up.ended
            expect(unnamed).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("genie open --url ADDRESS") })
            expect(stdout).toMatch(/board {5}genie open --url http:\/\/127\.0\.0\.1:\d+\n/)
          })
        )
      )
    ))

  it("a genie up is asked at its address with the token of its directory", async () => {
    await using it = home()
    const up = it.start("up")
    await up.said("Ctrl-C")
    const { url } = JSON.parse((await it.genie("status", "--json")).stdout)

    const link = await it.genie("open", "--print", "--url", `${url}/`)
    const again = await it.genie("open", "--print", "--url", new URL(link.stdout).origin)
    const elsewhere = await it.genieWith({ env: { GENIE_HOME: join(it.path, "nowhere") } }, "open", "--url", url)
    const far = await it.genie("open", "--url", "http://genie.example:4400")
    up.signal("SIGINT")
    await up.ended

    expect(link.stdout).toMatch(aLink)
    expect(again.stdout).toMatch(aLink)
    expect(elsewhere).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("There is no token in") })
    expect(far).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("is no address of a genie up on this machine")
    })
  })

  it("says what it does not understand", async () => {
    await using it = home()

    const [words, outside] = [await it.genie("open", "the board"), await it.genie("open", "//evil.example")]

    expect(words).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("is neither a project (SHOP)") })
    expect(outside).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("begins with one slash") })
  })
})
