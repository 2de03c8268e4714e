// Bad days of processes and of what they say: kill -9, races, Ctrl-C, floods, hostile text.

import { readFileSync, writeFileSync } from "node:fs"
import { request } from "node:http"
import { join } from "node:path"
import { openClient } from "@genie/client"
import { describe, expect, it } from "vitest"
import { type Home, home } from "./genie.ts"

describe("an owner", () => {
  it("that was killed is replaced by the next command, which finds everything there", async () => {
    await using it = home()
    await it.genie("enqueue", "q")
    const killed = it.owner()!.pid

    process.kill(killed, "SIGKILL")
    const list = await it.genie("run", "list", "--json")
    const verified = await it.genie("audit", "verify")

    expect(list).toMatchObject({ exitCode: 0, stderr: "" })
    expect(JSON.parse(list.stdout).items).toHaveLength(1)
    expect(verified.exitCode).toBe(0)
    expect(it.owner()!.pid).not.toBe(killed)
  })

  it("is one, when two commands race to start it", async () => {
    await using it = home()

    const both = await Promise.all([it.genie("enqueue", "q"), it.genie("enqueue", "q")])
    const list = await it.genie("run", "list", "--json")

    const queued = { exitCode: 0, stderr: expect.stringMatching(/^No worker serves the queue "q".*\n$/) }
    expect(both).toMatchObject([queued, queued])
    expect(JSON.parse(list.stdout).items).toHaveLength(2)
  })

  it("that is up tells a second one its process, its command and since when", async () => {
    await using it = home()
    const up = it.start("up")
    await up.said("Ctrl-C")

    const second = await it.genie("up")

    expect(second).toMatchObject({ exitCode: 1, stdout: "" })
    expect(second.stderr).toMatch(
      new RegExp(`owned by process ${up.pid} \\(genie up, version .+, since \\d{4}-\\d\\d-\\d\\dT.+\\)\\..+genie down`)
    )
  })

  it("is stopped by genie down, and a second one says that there is nothing to stop", async () => {
    await using it = home()
    await it.genie("enqueue", "q")

    const first = await it.genie("down")
    const second = await it.genie("down")

    expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^Stopped \(process \d+\)/) })
    expect(second).toMatchObject({ exitCode: 0, stdout: `Nothing is running in ${it.path}.\n` })
  })

  it("is not stopped by the file of a socket that a dead one left", async () => {
    await using it = home()
    await it.genie("enqueue", "q")
    process.kill(it.owner()!.pid, "SIGKILL")
    const stale = readFileSync(join(it.path, "owner.json"), "utf8")
    await it.genie("down")
    writeFileSync(join(it.path, "owner.json"), stale)

    const status = await it.genie("status")
    const list = await it.genie("run", "list", "--json")

    expect(status).toMatchObject({ exitCode: 5, stderr: expect.stringContaining("Nothing is running") })
    expect(JSON.parse(list.stdout).items).toHaveLength(1)
  })

  it("that is told to stop while it starts leaves a directory that the next one opens", async () => {
    await using it = home()
    const up = it.start("up")
    while (it.owner() === undefined) await new Promise((resolve) => setImmediate(resolve))

    up.signal("SIGINT")
    const ended = await up.ended
    const list = await it.genie("run", "list")

    expect(ended.stderr).not.toMatch(bug)
    expect(list).toMatchObject({ exitCode: 0, stderr: "" })
  })

  it("leaves at once at the second Ctrl-C, although a command of it would go on", async () => {
    await using it = home()
    const up = it.start("up")
    await up.said("Ctrl-C")
    const id = await enqueued(it, "shell", "--run", "trap '' TERM; sleep 600")
    await stateOf(it, id, /running/)

    up.signal("SIGINT")
    await up.said("Ctrl-C again stops at once")
    up.signal("SIGINT")

    expect((await up.ended).exitCode).toBe(130)
    expect((await it.genie("run", "list")).exitCode).toBe(0)
    // The run is lost, so it is tried again, as deaf as it was: its owner would wait for it before it leaves.
    process.kill(it.owner()!.pid, "SIGKILL")
  })

  it("answers a hundred clients at once", async () => {
    await using it = home()
    const up = it.start("up")
    await up.said("Ctrl-C")
    const socketPath = join(it.path, "run", "api.sock")

    const ids = await Promise.all(
      Array.from({ length: 100 }, async () => {
        await using client = await openClient({ socketPath, actor: "service:crowd" })
        const { id } = await client.runs.enqueue({ queue: "q" })
        return (await client.runs.show({ run: id })).id
      })
    )

    expect(new Set(ids).size).toBe(100)
  })
})

describe("a command", () => {
  it("that prints much more than fits ends, its tail is kept, and the owner stays small", async () => {
    await using it = home()
    const up = it.start("up")
    await up.said("Ctrl-C")
    const printing = async (megabytes: number) => {
      const bytes = megabytes * 1024 * 1024
      const run = `head -c ${bytes} /dev/zero | tr '\\0' x; echo; echo the end`
      const id = await enqueued(it, "shell", "--run", run)
      await stateOf(it, id, /succeeded/)
      const shown = JSON.parse((await it.genie("run", "show", id, "--json")).stdout)
      expect(shown.outputBytes).toBe(bytes + "\nthe end\n".length)
      expect(shown.outputTail).toMatch(/x\nthe end\n$/)
      expect(shown.outputTail.length).toBeLessThan(1_048_576)
      return memoryPeakOf(up.pid)
    }

    // The engine needs most of its memory in its first second, whatever anybody prints.
    const before = await printing(64)
    const megabytes = 384
    const after = await printing(megabytes)

    expect(after - before).toBeLessThan(megabytes / 2)
  })

  it("that ignores SIGTERM is ended by run cancel", async () => {
    await using it = home()
    const id = await enqueued(it, "shell", "--run", "trap '' TERM; echo deaf; while :; do sleep 1; done")
    await stateOf(it, id, /running/)

    const asked = await it.genie("run", "cancel", id)
    const shown = await stateOf(it, id, /cancelled/)

    expect(asked.exitCode).toBe(0)
    expect(shown).toContain("deaf")
  })

  it("in a directory that does not exist fails, and the run says which", async () => {
    await using it = home()
    const id = await enqueued(it, "shell", "--run", "true", "--directory", "/nowhere/at/all")

    const shown = await stateOf(it, id, /failed/)

    expect(shown).toContain('The directory "/nowhere/at/all" does not exist on this host.')
  })
})

describe("hostile text", () => {
  const escape = "\u001b]0;owned\u0007\u001b[31m"

  it("in a name is refused, and shown rather than obeyed", async () => {
    await using it = home()
    const create = (name: string) => it.genie("schedule", "create", name, "--every", "1h", "--run", "true")

    const control = await create(`evil${escape}`)
    const long = await create("n".repeat(10_000))
    const unknown = await it.genie("schedule", "show", `evil${escape}`)
    const list = await it.genie("schedule", "list", "--json")

    expect(control).toMatchObject({ exitCode: 2, stdout: "" })
    expect(long).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("has more than 200 characters") })
    expect(long.stderr.length).toBeLessThan(1_000)
    expect(unknown.exitCode).toBe(4)
    for (const { stderr } of [control, long, unknown]) expect(stderr).not.toMatch(obeyed)
    expect(JSON.parse(list.stdout).items).toEqual([])
  })

  it("in what a command prints reaches no terminal, and JSON stays JSON", async () => {
    await using it = home()
    const id = await enqueued(
      it,
      "shell",
      "--run",
      String.raw`printf '\033]0;owned\007\033[31mred\r\n\302\233'; exit 1`
    )

    const shown = await stateOf(it, id, /failed/)
    const json = await it.genie("run", "show", id, "--json")
    const list = await it.genie("run", "list")

    expect(shown).toContain("red")
    for (const text of [shown, json.stdout, list.stdout]) expect(text).not.toMatch(obeyed)
    expect(JSON.parse(json.stdout).outputTail).toContain("red")
  })

  it("too deep or too large is refused in a sentence, from the command line and over HTTP", async () => {
    await using it = home()
    const up = it.start("up")
    await up.said("Ctrl-C")
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth)

    const deep = await it.genie("enqueue", "q", "--payload", nested(65))
    const deepHttp = await post(it, `{"queue":"q","payload":${nested(65)}}`)
    const largeHttp = await post(it, JSON.stringify({ queue: "q", payload: "x".repeat(1_100_000) }))
    const list = await it.genie("run", "list", "--json")

    expect(deep).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining("64 levels") })
    expect(deepHttp).toMatchObject({ status: 400, problem: { detail: expect.stringContaining("levels deep") } })
    expect(largeHttp).toMatchObject({ status: 400, problem: { detail: expect.stringContaining("1,048,576 bytes") } })
    expect(JSON.parse(list.stdout).items).toEqual([])
  })
})

const bug = /something went wrong|\n +at /i

/** What a terminal would obey: our own colors are off. */
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/

const enqueued = async (it: Home, ...args: ReadonlyArray<string>): Promise<string> =>
  /as (\w{8})/.exec((await it.genie("enqueue", ...args)).stdout)![1]!

/** Asks until the run is in this state, and answers what is shown of it. */
const stateOf = async (it: Home, id: string, state: RegExp): Promise<string> => {
  for (;;) {
    const { stdout } = await it.genie("run", "show", id)
    const line = /^state .+$/m.exec(stdout)?.[0] ?? ""
    if (state.test(line)) return stdout
    if (/succeeded|failed|cancelled|lost/.test(line)) throw new Error(stdout)
  }
}

/** The most memory a process has had, in megabytes. */
const memoryPeakOf = (pid: number): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024

const post = (it: Home, body: string) =>
  new Promise<{ readonly status: number | undefined; readonly problem: unknown }>((resolve, reject) => {
    const asked = request({
      socketPath: join(it.path, "run", "api.sock"),
      method: "POST",
      path: "/runs",
      headers: { host: "localhost", "content-type": "application/json", "content-length": Buffer.byteLength(body) }
    })
    asked.on("response", (response) => {
      let text = ""
      response.on("data", (chunk) => (text += chunk))
      response.on("end", () => resolve({ status: response.statusCode, problem: JSON.parse(text) }))
    })
    asked.on("error", reject)
    asked.end(body)
  })
