// Commands on their host: what a run may choose there, and what is said of a command before it runs.
import { chmodSync, mkdirSync, realpathSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { genieInShell, type Home, home } from "./genie.ts"

const idIn = (stdout: string) => /as (\w{8})/.exec(stdout)![1]!

const outputOf = async (it: Home, ...args: ReadonlyArray<string>) => {
  const id = idIn((await it.genie("enqueue", ...args)).stdout)
  const followed = await it.genie("run", "output", id, "--follow")
  return { ...followed, shown: (await it.genie("run", "show", id)).stdout }
}

const script = (directory: string, name: string, text: string) => {
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, name), `#!/bin/sh\n${text}\n`)
  chmodSync(join(directory, name), 0o755)
}

describe("a worker with a command of its own", () => {
  it("works where it was started and where it is allowed, and nowhere else", async () => {
    await using it = home()
    const shop = it.repository("shop")
    const allowed = it.repository("allowed")
    const outside = it.repository("outside")
    script(shop.path, "agent.sh", 'echo "the worker\'s agent in $(pwd)"')
    script(outside.path, "agent.sh", "echo another agent")
    const worker = shop.start("worker", "--queue", "q", "--exec", "./agent.sh", "--allow-directory", "../allowed")
    await worker.said("Serving q")

    const plain = await outputOf(it, "q")
    const elsewhere = await outputOf(it, "q", "--directory", allowed.path)
    const refused = await outputOf(it, "q", "--directory", outside.path, "--env", `PATH=${outside.path}`)

    expect(plain.stdout).toBe(`the worker's agent in ${realpathSync(shop.path)}\n`)
    expect(elsewhere.stdout).toBe(`the worker's agent in ${realpathSync(allowed.path)}\n`)
    expect(refused.stdout).toBe("")
    expect(refused.shown).toMatch(/✗ failed[\s\S]*does not work in the directory ".*outside".*--allow-directory/)
  })

  it("is warned about a program that is not there, and about directories without a command", async () => {
    await using it = home()
    const shop = it.repository("shop")

    const worker = shop.start("worker", "--queue", "q", "--exec", "./agent.sh")
    await worker.said("Serving q")
    worker.signal("SIGINT")
    const useless = await shop.genie("worker", "--queue", "q", "--allow-shell", "--allow-directory", "/srv")

    expect((await worker.ended).stderr).toContain('Warning: There is no program "./agent.sh" in ')
    expect(useless).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("there is no --exec") })
  })
})

describe("a command", () => {
  it("whose program is not there is taken with a warning", async () => {
    await using it = home()
    const shop = it.repository("shop")
    script(shop.path, "there.sh", "echo hello")
    writeFileSync(join(shop.path, "plain.txt"), "")

    const created = await shop.genie("schedule", "create", "a", "--every", "1h", "--run", "./not-there.sh --fast")
    const enqueued = await shop.genie("enqueue", "shell", "--run", "./plain.txt")
    const inDirectory = await shop.genie("enqueue", "shell", "--run", "./there.sh", "--directory", it.path)
    const fine = await Promise.all([
      shop.genie("enqueue", "shell", "--run", "./there.sh"),
      shop.genie("enqueue", "shell", "--run", "not-looked-for"),
      shop.genie("enqueue", "shell", "--run", "$HOME/x; ./there.sh"),
      it.genie("enqueue", "shell", "--run", "./there.sh", "--directory", shop.path)
    ])

    expect(created).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('"a" fires next') })
    expect(created.stderr).toContain(`Warning: There is no program "./not-there.sh" in "${realpathSync(shop.path)}"`)
    expect(enqueued).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("may not be executed") })
    expect(inDirectory).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("There is no program") })
    expect(fine.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual(fine.map(() => [0, ""]))
  })

  it("may have a database of its own, while genie in it stays with the Genie that runs it", async () => {
    await using it = home()
    const address = "postgres://127.0.0.1:1/of-the-program"

    const ran = await outputOf(
      it,
      "shell",
      "--run",
      `echo "$PGHOST $DATABASE_URL"; ${genieInShell()} run show "$GENIE_RUN_ID" | head -n 1`,
      "--env",
      "PGHOST=db.example",
      "--env",
      `DATABASE_URL=${address}`
    )
    const reserved = await it.genie("enqueue", "shell", "--run", "true", "--env", "GENIE_TOKEN=x")
    const schedule = await it.genie(
      ...["schedule", "create", "s", "--every", "1h", "--run", "true", "--env", "GENIE_ACTOR=human:ana"]
    )

    expect(ran.stdout).toMatch(new RegExp(`^db\\.example ${address}\\nrun +shell\\n$`))
    expect([reserved.exitCode, schedule.exitCode]).toEqual([2, 2])
    expect(reserved.stderr).toContain("The variable GENIE_TOKEN is reserved")
    expect(schedule.stderr).toContain("The variable GENIE_ACTOR is reserved")
  })

  it("that leaves processes running says so where its output is shown", async () => {
    await using it = home()

    const left = await outputOf(it, "shell", "--run", "sleep 1000 & echo started")

    expect(left.stdout).toBe("started\n")
    expect(left.stderr).toContain("left 1 process (sleep ")
    expect(left.shown).toMatch(
      /✓ succeeded[\s\S]*\nstarted\n– The command ended and left 1 process \(sleep \d+\) running/
    )
  })

  it("may leave processes running where it is allowed to, and says that nobody follows them", async () => {
    await using it = home()
    const line = "sleep 1000 > /dev/null 2>&1 & echo $!"

    const left = await outputOf(it, "shell", "--run", line, "--leftovers", "keep")

    const pid = Number(left.stdout)
    expect(left.shown).toContain("✓ succeeded")
    expect(left.stderr).toContain(`left 1 process (sleep ${pid}) running. Genie no longer follows or ends it.`)
    expect(process.kill(pid, "SIGKILL")).toBe(true)
  })
})

describe("a crontab", () => {
  it("runs in its HOME with its database, and says what is different from cron", async () => {
    await using it = home()
    const app = it.repository("app")
    script(app.path, "job.sh", 'echo "$PGHOST in $(pwd) for $LOGNAME"')
    const stdin = [
      `HOME=${app.path}`,
      "PGHOST=db.example",
      "MAILTO=ops@example.com",
      "0 3 1 1 * ./job.sh",
      "0 4 1 1 * ./not-there.sh &",
      ""
    ].join("\n")

    const imported = await it.genieWith({ stdin }, "schedule", "import", "-")
    await it.genie("schedule", "trigger", "job")
    const runs = async () => JSON.parse((await it.genie("run", "list", "--schedule", "job", "--json")).stdout).items
    let items = await runs()
    while (items.length === 0) items = await runs()
    const said = await it.genie("run", "output", items[0].id, "--follow")
    const changed = await it.genieWith({ stdin: stdin.replace("0 3", "0 5") }, "schedule", "import", "-")

    expect(imported).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Created 2") })
    expect(imported.stdout).toMatch(/Different from cron:\n {2}line 3: .*MAILTO.*\n {2}line 5: "&" leaves a process/)
    expect(imported.stderr).toMatch(/^Warning: line 5: There is no program ".\/not-there.sh" in ".*app"/)
    expect(said.stdout).toMatch(/^db\.example in .*app for /)
    expect(changed.exitCode).not.toBe(0)
    expect(changed.stderr).toMatch(
      /Nothing was imported:\n {2}line 4: the schedule "job" is there already and differs in its cadence/
    )
  })
})
