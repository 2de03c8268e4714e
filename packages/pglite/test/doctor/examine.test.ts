// Every kind of damage that a directory has met, done to a healthy one: the doctor names it, says what to do, and writes
// nothing itself.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { useDisk } from "../../../store/src/testing/useDisk.ts"
import { type DatabaseDirectory, databaseDirectory } from "../../src/directory/DatabaseDirectory.ts"
import { crc32c } from "../../src/doctor/crc32c.ts"
import { examine } from "../../src/doctor/examine.ts"
import { Pglite } from "../../src/driver/Pglite.ts"
import { openPglite } from "../../src/openPglite.ts"
import { contend, owning } from "../directory/contend.ts"
import { temporaryDirectory } from "../temporaryDirectory.ts"
import { copyOf, flipByte, healthyDirectory, truncate } from "./damagedDirectory.ts"

// Databases are opened on a disk, as they are for users.
useDisk()

let healthy: DatabaseDirectory
beforeAll(async () => {
  healthy = await healthyDirectory(mkdtempSync(join(tmpdir(), "genie-test-")))
})
afterAll(() => rmSync(healthy.path, { recursive: true, force: true }))

const examined = (directory: DatabaseDirectory, isDeep = false) => examine(directory, { isDeep })

/** Findings that are not well, in short. */
const complaints = async (directory: DatabaseDirectory, isDeep = false) =>
  (await examined(directory, isDeep)).findings
    .filter(({ verdict }) => verdict !== "ok")
    .map(({ check, verdict }) => `${verdict}: ${check}`)

const found = async (directory: DatabaseDirectory, check: string, isDeep = false) =>
  (await examined(directory, isDeep)).findings.find((finding) => finding.check === check)!

/** Everything in it, with sizes and times of change. */
const traces = (path: string) =>
  readdirSync(path, { recursive: true, encoding: "utf8" })
    .map((name) => ({ name, stat: statSync(join(path, name)) }))
    .map(({ name, stat: { ctimeMs, mode, size } }) => `${name} ${mode} ${size} ${ctimeMs}`)
    .sort()

const copies = () => readdirSync(tmpdir()).filter((name) => name.startsWith("pglite-doctor-"))

describe("a healthy directory", () => {
  it("has nothing wrong with it, also when the engine looks at a copy, of which nothing stays behind", async () => {
    const before = traces(healthy.path)
    const copiesBefore = copies()

    const { findings, isHealthy, todo } = await examined(healthy, true)

    expect(findings.filter(({ verdict }) => verdict !== "ok")).toEqual([])
    expect({ isHealthy, todo }).toEqual({ isHealthy: true, todo: [] })
    expect(findings.find(({ check }) => check === "control")?.seen).toContain("Shut down in order.")
    expect(findings.find(({ check }) => check === "relations")?.seen).toMatch(
      /^\d{3} tables and \d{3} indexes are whole/
    )
    expect(traces(healthy.path)).toEqual(before)
    expect(copies()).toEqual(copiesBefore)
  })

  it("that was never used is one that is made when it is first opened", async () => {
    const empty = databaseDirectory(temporaryDirectory())

    expect(await complaints(empty)).toEqual([])
    expect((await found(empty, "database")).seen).toBe("None yet: it is made when it is first opened.")
    expect(readdirSync(empty.path)).toEqual([])
  })
})

describe("an owner", () => {
  it("that is alive is named, keeps its lock, and is told when it does not serve", async () => {
    const directory = copyOf(healthy)
    const owner = await owning(directory.path)

    const { findings, isHealthy } = await examined(directory, true)
    const refused = await openPglite({ directory: directory.path }).catch((error: unknown) => error)
    await owner.end()

    const seen = Object.fromEntries(findings.map(({ check, seen }) => [check, seen]))
    expect(isHealthy).toBe(true)
    expect(seen.owner).toMatch(new RegExp(`^Process ${owner.child.pid} \\(contender.ts, since .+\\) has it open\\.$`))
    expect(seen.socket).toBe("Its owner serves nobody else.")
    expect(seen.engine).toBe("Only a database that nobody has open is copied.")
    expect(refused).toMatchObject({ name: "DirectoryInUse", owner: { pid: owner.child.pid } })
  })

  it("in the same process does not lose its lock to somebody who looks", async () => {
    const directory = copyOf(healthy)
    const said: Array<string> = []
    await using _ = await openPglite({ directory: directory.path })

    const { findings } = await examined(directory, true)
    await contend(directory.path, "once", (word) => said.push(word)).ended

    const of = (name: string) => findings.find(({ check }) => check === name)
    expect(of("owner")?.seen).toContain(`Process ${process.pid} (`)
    expect(of("engine")?.todo[0]?.sentence).toMatch(
      new RegExp(`^Ask again when process ${process.pid} .+ has ended\\.$`)
    )
    expect(said).toEqual(["DirectoryInUse"])
  })

  it("that is stopped is to be let go on, and is not to be ended", async () => {
    const directory = copyOf(healthy)
    const owner = await owning(directory.path)
    owner.child.kill("SIGSTOP")

    const finding = await found(directory, "owner")
    await owner.end()

    expect(finding).toMatchObject({
      verdict: "warning",
      seen: expect.stringContaining("is stopped. It keeps the directory"),
      todo: [{ command: `kill -CONT ${owner.child.pid}` }]
    })
  })

  it("that died leaves a name that nobody believes", async () => {
    const directory = copyOf(healthy)
    const owner = await owning(directory.path)
    await owner.end()

    expect(await complaints(directory)).toEqual(["warning: owner"])
    expect((await found(directory, "owner")).seen).toMatch(
      new RegExp(`^Nobody has it open. Process ${owner.child.pid} `)
    )
  })

  it("whose lock somebody removed is to be ended before anything else is started", async () => {
    const directory = copyOf(healthy)
    const owner = await owning(directory.path)
    rmSync(directory.lock, { recursive: true })

    const finding = await found(directory, "owner")
    await owner.end()

    expect(finding).toMatchObject({
      verdict: "problem",
      seen: expect.stringContaining("its lock is gone"),
      todo: [{ command: `kill ${owner.child.pid}` }]
    })
  })
})

describe("a directory", () => {
  it("that does not exist is said to be missing, and is not made", async () => {
    const directory = databaseDirectory(join(temporaryDirectory(), "none"))

    expect(await complaints(directory)).toEqual(["problem: directory"])
    expect(existsSync(directory.path)).toBe(false)
  })

  it("with a file in its place is left alone", async () => {
    const path = join(temporaryDirectory(), "file")
    writeFileSync(path, "mine")

    expect((await found(databaseDirectory(path), "directory")).seen).toBe("There is a file in its place.")
  })

  it("that others can write to, or whose rooms they can look into, is to be closed", async () => {
    const directory = copyOf(healthy)
    chmodSync(directory.path, 0o777)
    chmodSync(directory.pg, 0o755)

    expect(await complaints(directory)).toEqual(["problem: directory", "warning: privacy"])
    expect((await found(directory, "directory")).todo).toEqual([
      { sentence: "Close it.", command: `chmod 700 "${directory.path}"` }
    ])
    expect((await found(directory, "privacy")).todo).toEqual([
      { sentence: "Close them.", command: `chmod go= "${directory.pg}"` }
    ])
  })

  it("in which something was left half done is cleaned by the next owner, not by the doctor", async () => {
    const directory = copyOf(healthy)
    mkdirSync(join(directory.path, "pg.tmp-0190"))
    writeFileSync(`${directory.owner}.0190.tmp`, "{")

    expect(await complaints(directory)).toEqual(["warning: leftovers"])
    expect((await found(directory, "leftovers")).seen).toContain("owner.json.0190.tmp, pg.tmp-0190")
    expect(existsSync(join(directory.path, "pg.tmp-0190"))).toBe(true)
  })
})

describe("a database", () => {
  it.each([
    ["is missing", (file: string) => rmSync(file)],
    ["is 4,000 bytes long and must be 8,192", (file: string) => truncate(file, 4000)],
    ["does not agree with its own checksum", (file: string) => flipByte(file, 33)]
  ])("whose control file %s cannot be started", async (seen, damage) => {
    const directory = copyOf(healthy)
    const file = join(directory.pg, "global", "pg_control")
    damage(file)

    const { findings, isHealthy, todo } = await examined(directory)

    expect(isHealthy).toBe(false)
    expect(findings.find(({ check }) => check === "control")?.seen).toBe(`"${file}" ${seen}.`)
    expect(todo[0]?.sentence).toContain("copy the directory as it is")
  })

  it("of another major version is named, and is not called damaged", async () => {
    const directory = copyOf(healthy)
    writeFileSync(join(directory.pg, "PG_VERSION"), "17\n")

    const { findings, todo } = await examined(directory)

    expect(findings.find(({ check }) => check === "version")?.seen).toBe(
      "It was made by PostgreSQL 17, and this @genie/pglite brings PostgreSQL 18."
    )
    expect(todo).toEqual([])
  })

  it("that is none has its files named, which nobody needs to save", async () => {
    const directory = databaseDirectory(temporaryDirectory())
    mkdirSync(directory.pg, { mode: 0o700 })
    writeFileSync(join(directory.pg, "notes.txt"), "mine")

    const { findings, todo } = await examined(directory)

    expect(findings.find(({ check }) => check === "database")).toMatchObject({
      verdict: "problem",
      seen: `"${directory.pg}" holds files that are not a database: notes.txt.`
    })
    expect(todo).toEqual([])
  })

  it("whose version is missing, or says nothing, is damaged", async () => {
    const without = copyOf(healthy)
    rmSync(join(without.pg, "PG_VERSION"))
    const empty = copyOf(healthy)
    writeFileSync(join(empty.pg, "PG_VERSION"), "")

    expect((await found(without, "version")).seen).toContain('PG_VERSION" is missing.')
    expect((await found(empty, "version")).seen).toContain('PG_VERSION" does not say a version.')
  })

  it.each([
    ["is missing", (file: string) => rmSync(file)],
    ["is 8,192 bytes long and must be 16,777,216", (file: string) => truncate(file, 8192)],
    ["holds another part of the log", (file: string) => flipByte(file, 11)],
    ["belongs to another database", (file: string) => flipByte(file, 24)]
  ])("whose log %s cannot be started", async (seen, damage) => {
    const directory = copyOf(healthy)
    const [name = ""] = readdirSync(join(directory.pg, "pg_wal")).filter((name) => /^[0-9A-F]{24}$/.test(name))
    const file = join(directory.pg, "pg_wal", name)
    damage(file)

    expect(await complaints(directory)).toEqual(["problem: log"])
    expect((await found(directory, "log")).seen).toBe(`"${file}" ${seen}. Without it the engine cannot start.`)
  })

  it("whose last checkpoint is damaged in the log cannot be started", async () => {
    const directory = copyOf(healthy)
    const control = readFileSync(join(directory.pg, "global", "pg_control"))
    const checkpoint = Number(control.readBigUInt64LE(32))
    const [name = ""] = readdirSync(join(directory.pg, "pg_wal")).filter((name) => /^[0-9A-F]{24}$/.test(name))
    flipByte(join(directory.pg, "pg_wal", name), (checkpoint % (16 * 1024 * 1024)) + 40)

    expect(await complaints(directory)).toEqual(["problem: log"])
    expect((await found(directory, "log")).seen).toContain("does not agree with its checksum.")
  })

  it("without files that a start needs has them named", async () => {
    const directory = copyOf(healthy)
    for (const name of ["postgresql.conf", "base/5/pg_filenode.map", "global/1262", "pg_xact/0000"])
      rmSync(join(directory.pg, name))

    expect(await complaints(directory)).toEqual(["problem: files"])
    expect((await found(directory, "files")).seen).toBe(
      `Missing in "${directory.pg}": postgresql.conf, global/1262, base/5/pg_filenode.map, pg_xact/0000.`
    )
  })

  it("that was copied without its empty directories opens again when they are made as the doctor says", async () => {
    const directory = copyOf(healthy)
    const empty = readdirSync(directory.pg, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory() && readdirSync(join(entry.parentPath, entry.name)).length === 0)
      .map((entry) => join(entry.parentPath, entry.name))
    for (const path of empty) rmSync(path, { recursive: true })

    const { todo } = await found(directory, "files")
    for (const [, path = ""] of todo[0]!.command!.matchAll(/"([^"]+)"/g))
      mkdirSync(path, { recursive: true, mode: 0o700 })
    await using database = await Pglite.open({ directory: directory.pg, maintenance: false })
    const { rows } = await database.query("select count(*)::int as people from people")

    expect(todo[0]!.command).toMatch(/^mkdir -p -m 700 /)
    expect(rows).toEqual([{ people: 1000 }])
  })

  it("with a damaged page has the page named, and --deep says which table it is of", async () => {
    const directory = copyOf(healthy)
    const file = await fileOfPeople(directory)
    flipByte(file, 8192 + 5000)

    const pages = await found(directory, "pages")
    const relations = await found(directory, "relations", true)

    expect(pages).toMatchObject({ verdict: "problem", isDamage: true })
    expect(pages.seen).toBe(`1 page does not: page 1 of "${file}" does not agree with its checksum.`)
    expect(relations).toMatchObject({ verdict: "problem", isDamage: true })
    expect(relations.seen).toContain("people: ")
  })

  it("with a page that was cut off has the file named", async () => {
    const directory = copyOf(healthy)
    const file = await fileOfPeople(directory)
    truncate(file, 3 * 8192 - 100)

    expect((await found(directory, "pages")).seen).toContain(`page 2 of "${file}" ends too early`)
  })

  it("that was killed may have a torn page, which a recovery mends: the doctor does not call it damaged", async () => {
    const directory = copyOf(healthy)
    const control = join(directory.pg, "global", "pg_control")
    const file = await fileOfPeople(directory)
    inProduction(control)
    flipByte(file, 8192 + 5000)

    expect(await complaints(directory)).toEqual(["warning: pages"])
  })

  it("that the engine cannot open is told apart from a machine that cannot run the engine", async () => {
    const directory = copyOf(healthy)
    truncate(join(directory.pg, "postgresql.conf"), 0)
    writeFileSync(join(directory.pg, "postgresql.conf"), "nonsense !\n")

    const engine = await found(directory, "engine", true)

    expect(engine).toMatchObject({ verdict: "problem", isDamage: true })
    expect(engine.seen).toMatch(/^It cannot open a copy: .+ It opens a new database on this machine\.$/)
  })
})

/** The file of the table, which the engine names. */
async function fileOfPeople({ pg }: DatabaseDirectory): Promise<string> {
  const copy = copyOf(healthy)
  await using database = await Pglite.open({ directory: copy.pg, maintenance: false })
  const { rows } = await database.query<{ readonly path: string }>("select pg_relation_filepath('people') as path")
  return join(pg, rows[0]!.path)
}

/** Makes the control file say that the engine was never shut down, and seals it again. */
function inProduction(file: string): void {
  const bytes = readFileSync(file)
  bytes.writeUInt32LE(6, 16)
  bytes.writeUInt32LE(crc32c(bytes.subarray(0, 292)), 292)
  writeFileSync(file, bytes)
}
