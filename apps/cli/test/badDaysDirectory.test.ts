// Bad days of a data directory: each is a sentence that says what to do, the right exit code, and nothing half done.
import { execFileSync } from "node:child_process"
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { describe, expect, it } from "vitest"
import { home } from "./genie.ts"

/** Only root becomes somebody else, or mounts a small disk. */
const isRoot = process.getuid?.() === 0
const nobody = 65_534
const skippedUnlessRoot = isRoot ? "" : " (skipped: this user cannot become another)"

const canMount = isRoot && onSmallDisk("1m", () => true) === true
const skippedUnlessMount = canMount ? "" : " (skipped: nothing can be mounted here)"

describe("a data directory", () => {
  it.skipIf(!isRoot)(`that this user cannot write is refused${skippedUnlessRoot}`, async () => {
    await using it = home()
    chmodSync(it.path, 0o755)

    const inside = await it.genieWith({ uid: nobody, env: { GENIE_HOME: join(it.path, "inside") } }, "enqueue", "q")
    const others = await it.genieWith({ uid: nobody }, "enqueue", "q")

    expect(inside).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: `genie: "${join(it.path, "inside")}" cannot be written by this user. Make it yours, or name another directory.\n`
    })
    expect(others).toMatchObject({
      exitCode: 2,
      stderr: `genie: "${it.path}" belongs to user 0 and this is user ${nobody}. Open it as its owner, or name another directory.\n`
    })
    expect(readdirSync(it.path)).toEqual([])
  })

  it.skipIf(!isRoot)(`of a user without a name works, and says who acts${skippedUnlessRoot}`, async () => {
    await using it = home()
    const unnamed = 12_345
    chownSync(it.path, unnamed, unnamed)

    const created = await it.genieWith({ uid: unnamed }, "task", "create", "Pack the order", "--json")
    const chosen = await it.genieWith(
      { uid: unnamed, env: { GENIE_ACTOR: "human:ana" } },
      "project",
      "create",
      "Shop",
      "--virtual"
    )

    expect(created.stderr).toContain("This user has no name on this machine, so you act as uid-12345.")
    expect(chosen).toMatchObject({ exitCode: 0, stderr: "" })
    const homeless = await it.genieWith(
      { uid: unnamed, env: { HOME: undefined, GENIE_HOME: undefined } },
      "project",
      "list"
    )
    expect(homeless).toMatchObject({
      exitCode: 2,
      stderr:
        "genie: This user has no home directory, so there is no ~/.genie. Name a data directory: GENIE_HOME=/path\n"
    })
  })

  it("that others can write is refused with the command that closes it", async () => {
    await using it = home()
    chmodSync(it.path, 0o777)

    const refused = await it.genie("enqueue", "q")

    expect(refused).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: `genie: Other users can write to "${it.path}" (mode 0777). Close it with: chmod 700 "${it.path}"\n`
    })
    expect(readdirSync(it.path)).toEqual([])
  })

  it("with a file in its place leaves the file alone", async () => {
    await using it = home()
    const file = join(it.path, "notes.txt")
    writeFileSync(file, "mine")

    const inPlace = await it.genieWith({ env: { GENIE_HOME: file } }, "enqueue", "q")
    const above = await it.genieWith({ env: { GENIE_HOME: join(file, "genie") } }, "enqueue", "q")

    expect(inPlace).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(`"${file}"`) })
    expect(inPlace.stderr).toContain("Move it away, or name another directory.")
    expect(above).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("there is a file in its place") })
    expect(readFileSync(file, "utf8")).toBe("mine")
  })

  it("made by another major version of the engine is refused before it is touched", async () => {
    await using it = home()
    mkdirSync(join(it.path, "pg"), { mode: 0o700 })
    writeFileSync(join(it.path, "pg", "PG_VERSION"), "19\n")

    const refused = await it.genie("enqueue", "q")

    expect(refused).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/was made by PostgreSQL 19 .+Export it/)
    })
    expect(readdirSync(join(it.path, "pg"))).toEqual(["PG_VERSION"])
  })

  it("whose owner has another schema is refused by both versions, and the owner stays", async () => {
    await using it = home()
    const up = it.start("up")
    await up.said("Ctrl-C")
    const socket = join(it.path, "run", "api.sock")

    const answer = execFileSync(
      "curl",
      [
        "-s",
        "-w",
        "\n%{http_code}",
        "-H",
        "genie-schema: 9999_future",
        "--unix-socket",
        socket,
        "http://localhost/schedules"
      ],
      { encoding: "utf8" }
    )
    const status = await it.genie("status", "--json")

    expect(answer).toMatch(/9999_future.+Bring both to the same version.+\n409$/s)
    expect(JSON.parse(status.stdout).owner.pid).toBe(up.pid)
  })
})

describe("an audit key", () => {
  it("that is missing, somebody else's, or readable by others keeps the database closed until it is put right", async () => {
    await using it = home()
    await it.genie("enqueue", "q")
    await it.genie("down")
    const keys = join(it.path, "keys")
    const key = join(keys, readdirSync(keys).find((name) => name.endsWith(".key"))!)
    const id = /audit-(\w+)\.key/.exec(key)![1]!

    renameSync(key, `${key}.away`)
    const missing = await it.genie("run", "list")
    const other = await it.genieWith({ env: { GENIE_AUDIT_KEY: "aa".repeat(32) } }, "run", "list")
    const unreadable = await it.genieWith({ env: { GENIE_AUDIT_KEY: "short" } }, "run", "list")
    renameSync(`${key}.away`, key)
    chmodSync(key, 0o644)
    const open = await it.genie("run", "list")
    chmodSync(key, 0o600)
    const list = await it.genie("run", "list", "--json")

    for (const refused of [missing, other, unreadable, open]) {
      expect(refused.exitCode).toBeGreaterThan(0)
      expect(refused.stdout).toBe("")
      expect(refused.stderr).not.toMatch(/something went wrong|\n +at /i)
    }
    expect(missing.stderr).toContain(id)
    expect(other.stderr).toContain(id)
    expect(unreadable.stderr).toContain("openssl rand -base64 32")
    expect(open.stderr).toContain(`chmod 600 "${key}"`)
    expect(JSON.parse(list.stdout).items).toHaveLength(1)
  })
})

describe("a database that cannot be opened", () => {
  it("is explained to a command that finds genie up trying", async () => {
    await using it = home()
    await it.genie("enqueue", "q")
    await it.genie("down")
    renameSync(join(it.path, "keys"), join(it.path, "away"))

    const up = it.start("up")
    await until(() => it.owner()?.kind === "up")
    const refused = await it.genie("run", "list")

    expect(refused).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringMatching(/Copy keys\/audit-\w+\.key from the first host/)
    })
    expect((await up.ended).exitCode).toBe(2)
  })
})

describe("a disk that is full", () => {
  it.skipIf(!canMount)(
    `refuses changes in a sentence, answers questions, and loses nothing it acknowledged${skippedUnlessMount}`,
    async () => {
      await onSmallDisk("160m", async (disk) => {
        await using it = home()
        const genie = (...args: ReadonlyArray<string>) => it.genieWith({ env: { GENIE_HOME: disk } }, ...args)
        const payload = JSON.stringify("x".repeat(100_000))
        const acknowledged = async () => (await genie("enqueue", "q", "--payload", payload)).exitCode === 0

        let count = 0
        if (await acknowledged()) count++
        const ballast = fill(disk, 40)
        const refused = await genie("enqueue", "q", "--payload", payload)
        const asked = await genie("run", "list", "--json")
        const verified = await genie("audit", "verify")
        rmSync(ballast)
        if (await acknowledged()) count++
        const whole = await genie("audit", "verify")
        const after = await genie("run", "list", "--json")
        await genie("down")

        expect(refused).toMatchObject({
          exitCode: 5,
          stdout: "",
          stderr: expect.stringMatching(/^genie: The database has no room left, and nothing was done .+Make room, then/)
        })
        expect(JSON.parse(asked.stdout).items).toHaveLength(1)
        expect(verified.exitCode).toBe(0)
        expect(whole.exitCode).toBe(0)
        expect(count).toBe(2)
        expect(JSON.parse(after.stdout).items).toHaveLength(2)
      })
    }
  )

  it.skipIf(!canMount)(
    `too small for a database is refused, and takes no room any more${skippedUnlessMount}`,
    async () => {
      await onSmallDisk("16m", async (disk) => {
        await using it = home()

        const refused = await it.genieWith({ env: { GENIE_HOME: disk } }, "enqueue", "q")

        expect(refused).toMatchObject({
          exitCode: 2,
          stderr: expect.stringContaining(`There is no space left for "${disk}". Free some, or name another directory.`)
        })
        expect(readdirSync(disk).filter((name) => name.startsWith("pg"))).toEqual([])
      })
    }
  )
})

const until = async (isSo: () => boolean) => {
  while (!isSo()) await setTimeout(5)
}

/** Leaves so many megabytes on the disk. */
const fill = (disk: string, left: number): string => {
  const ballast = join(disk, "ballast")
  const { bavail, bsize } = statfsSync(disk)
  execFileSync("fallocate", ["-l", String(bavail * bsize - left * 1024 * 1024), ballast])
  return ballast
}

/** A disk of this size, for as long as the work takes; undefined where none can be mounted. */
function onSmallDisk<A>(size: string, work: (disk: string) => A): A | undefined {
  const disk = mkdtempSync(join(tmpdir(), "genie-disk-"))
  const leave = () => {
    execFileSync("umount", ["--lazy", disk])
    rmSync(disk, { recursive: true, force: true })
  }
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size},mode=700`, "tmpfs", disk], { stdio: "ignore" })
  } catch {
    if (existsSync(disk)) rmSync(disk, { recursive: true, force: true })
    return undefined
  }
  const done = work(disk)
  if (done instanceof Promise) return done.finally(leave) as A
  leave()
  return done
}
