import { execFileSync } from "node:child_process"
import { describe, expect, it } from "vitest"
import { home } from "./genie.ts"

describe("genie up", () => {
  it("serves commands until it is told to stop, and leaves nothing running", async () => {
    await using it = home()
    const up = it.start("up")
    await up.said("Ctrl-C")

    const created = await it.genie(
      "schedule",
      "create",
      "backup",
      "--cron",
      "0 3 * * *",
      "--tz",
      "UTC",
      "--run",
      "true"
    )
    const list = await it.genie("schedule", "list")
    const status = await it.genie("status", "--json")
    const down = await it.genie("down")
    const ended = await up.ended

    expect(created).toMatchObject({ exitCode: 0, stderr: "" })
    expect(created.stdout).toContain('"backup" fires next at ')
    expect(list.stdout).toMatch(/backup +0 3 \* \* \* UTC +in /)
    expect(JSON.parse(status.stdout)).toMatchObject({
      owner: { kind: "up", pid: up.pid },
      counts: { activeSchedules: 1 }
    })
    expect(down.stdout).toContain(`Stopped (process ${up.pid})`)
    expect(ended).toMatchObject({ exitCode: 0, stderr: "" })
    expect(ended.stdout).toContain(`data      ${it.path}`)
    expect(ended.stdout).toMatch(/HTTP API {2}http:\/\/127\.0\.0\.1:\d+/)
    expect(it.owner()).toBeUndefined()
  })

  it("drains and ends well on Ctrl-C", async () => {
    await using it = home()
    const up = it.start("up")
    await up.said("Ctrl-C")

    up.signal("SIGINT")

    expect(await up.ended).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Stopped.") })
  })

  it("is refused a second time, with the name of who owns the directory", async () => {
    await using it = home()
    const up = it.start("up")
    await up.said("Ctrl-C")

    const second = await it.genie("up")

    expect(second.exitCode).toBe(1)
    expect(second.stderr).toContain(`owned by process ${up.pid} (genie up`)
  })

  it("runs what is enqueued, and tells how it went", async () => {
    await using it = home()
    const up = it.start("up")
    await up.said("Ctrl-C")
    const follow = it.start("audit", "feed", "--after", "start")

    const enqueued = await it.genie("enqueue", "shell", "--run", "echo from the run; exit 3")
    await follow.said("run.failed")
    const id = /as (\w{8})/.exec(enqueued.stdout)![1]!
    const shown = await it.genie("run", "show", id)
    follow.signal("SIGINT")

    expect(shown.stdout).toMatch(/state +✗ failed/)
    expect(shown.stdout).toMatch(/exit +3/)
    expect(shown.stdout).toContain("from the run")
    await follow.ended
  })

  it("is served from another terminal by a worker with a command of its own", async () => {
    await using it = home()
    const up = it.start("up")
    await up.said("Ctrl-C")
    const worker = it.start("worker", "--queue", "agents", "--exec", 'echo "got $(cat)"')
    await worker.said("Serving agents")
    const follow = it.start("audit", "feed")

    const { stdout } = await it.genie("enqueue", "agents", "--payload", '{"task":"SHOP-12"}')
    await follow.said("run.succeeded")
    const shown = await it.genie("run", "show", /as (\w{8})/.exec(stdout)![1]!)
    follow.signal("SIGINT")
    worker.signal("SIGINT")

    expect(shown.stdout).toContain('got {"task":"SHOP-12"}')
    expect(await worker.ended).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("Left.") })
    await follow.ended
  })
})

describe("the background owner", () => {
  it("is started by the first command, serves the next, and makes room for genie up", async () => {
    await using it = home()

    const first = await it.genie("schedule", "list")
    const background = it.owner()!
    await it.genie("schedule", "create", "tick", "--every", "1h", "--run", "true")
    const same = it.owner()!
    const up = it.start("up")
    await up.said("Ctrl-C")
    const list = await it.genie("schedule", "list", "--json")

    expect(first.stdout).toContain("There are no schedules yet.")
    expect(background.kind).toBe("background")
    expect(same.pid).toBe(background.pid)
    expect(it.owner()).toMatchObject({ kind: "up", pid: up.pid })
    expect(JSON.parse(list.stdout).items.map(({ name }: { name: string }) => name)).toEqual(["tick"])
  })

  it("is one, however many commands start at once", async () => {
    await using it = home()

    const many = await Promise.all(
      [1, 2, 3].map(() => it.genie("status", "--json").then(() => it.genie("run", "list")))
    )

    expect(many.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0])
  })

  it("leaves when nobody needs it", async () => {
    await using it = home()
    await it.genieWith({ env: { GENIE_IDLE: "200ms" } }, "schedule", "list")
    const owner = it.owner()

    // On a busy machine it has left already.
    if (owner !== undefined) await endOf(owner.pid)

    expect(await it.genie("status")).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining("Nothing is running")
    })
  })

  it("that cannot start says why", async () => {
    await using it = home()

    const refused = await it.genieWith({ env: { GENIE_IDLE: "soon" } }, "schedule", "list")

    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain('"soon" is not a time such as')
  })
})

describe("exit codes", () => {
  it("say what kind of failure it was", async () => {
    await using it = home()
    const codeOf = async (...args: ReadonlyArray<string>) => (await it.genie(...args)).exitCode

    expect(await codeOf("status")).toBe(5)
    expect(await codeOf("schedule", "create", "tick", "--every", "1h", "--run", "true")).toBe(0)
    expect(await codeOf("schedule", "create", "tick", "--every", "1h", "--run", "true")).toBe(3)
    expect(await codeOf("schedule", "create", "x", "--cron", "99 * * * *", "--run", "true")).toBe(2)
    expect(await codeOf("schedule", "show", "nobody")).toBe(4)
    expect(await codeOf("schedule", "shwo")).toBe(2)
    expect(await codeOf("schedule", "list", "--database", "nonsense")).toBe(2)
    expect(await codeOf("schedule", "list", "--database", "postgres://127.0.0.1:1/nobody")).toBe(5)
    expect(await codeOf("audit", "verify")).toBe(0)
    expect(await codeOf("down")).toBe(0)
    expect(await codeOf("down")).toBe(0)
  })

  it("2 for a home that cannot be written, in a sentence", async () => {
    await using it = home()

    const refused = await it.genieWith({ env: { GENIE_HOME: "/proc/genie" } }, "schedule", "list")

    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('"/proc/genie"') })
  })
})

describe("genie schedule import", () => {
  it("takes a crontab from a pipe, or nothing of it", async () => {
    await using it = home()
    const good = "CRON_TZ=America/Sao_Paulo\n*/5 9-17 * * MON-FRI ./report.sh\n@daily ./clean.sh\n"

    const refused = await it.genieWith({ stdin: `${good}61 * * * * ./never.sh\n` }, "schedule", "import", "-")
    const planned = await it.genieWith({ stdin: good }, "schedule", "import", "-", "--dry-run")
    const before = await it.genie("schedule", "list", "--json")
    const imported = await it.genieWith({ stdin: good }, "schedule", "import", "-")
    const after = await it.genie("schedule", "list", "--json")

    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("line 4") })
    expect(planned.stdout).toContain("Would create 2")
    expect(JSON.parse(before.stdout).items).toEqual([])
    expect(imported.stdout).toContain("Created 2")
    expect(JSON.parse(after.stdout).items).toHaveLength(2)
  })
})

describe("genie --help", () => {
  it("names every command, and none that nobody types", async () => {
    await using it = home()

    const help = await it.genie("--help")

    for (const command of [
      "task",
      "ready",
      "board",
      "project",
      "actor",
      "up",
      "status",
      "down",
      "schedule",
      "run",
      "enqueue",
      "worker",
      "audit"
    ]) {
      expect(help.stdout).toMatch(new RegExp(`^ +${command} `, "m"))
    }
    expect(help.stdout).not.toContain("background")
  })
})

/** Waits for a process that is not ours to end. */
const endOf = async (pid: number) => {
  while (isAlive(pid)) execFileSync("sleep", ["0.05"])
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
