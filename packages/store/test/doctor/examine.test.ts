// Genie adds to the doctor of its database: its schema, its keys, its owners and its commands. Every kind of damage to the
// database itself is tried in packages/pglite.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { cp } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Pglite } from "@genie/pglite"
import { Effect } from "effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { temporaryDirectory } from "../../../pglite/test/temporaryDirectory.ts"
import { examine } from "../../src/database/doctor/examine.ts"
import { type DataDirectory, dataDirectory } from "../../src/database/owner/DataDirectory.ts"
import { acquireOwnership } from "../../src/database/owner/Owner.ts"
import type { OwnerKind } from "../../src/database/owner/OwnerInfo.ts"
import { prepareDirectory } from "../../src/database/owner/prepareDirectory.ts"
import { createDatabase } from "../../src/database/template/createDatabase.ts"
import { useDisk } from "../../src/testing/useDisk.ts"

// A copy of a database is opened, on a machine that may be busy.
useDisk()
let healthy: DataDirectory
beforeAll(async () => {
  healthy = dataDirectory(mkdtempSync(join(tmpdir(), "genie-test-")))
  await Effect.runPromise(Effect.andThen(prepareDirectory(healthy), createDatabase(healthy)))
})
afterAll(() => rmSync(healthy.path, { recursive: true, force: true }))

/** A copy of it, to be changed. */
const copied = async (): Promise<DataDirectory> => {
  const directory = dataDirectory(join(temporaryDirectory(), "copy"))
  await cp(healthy.path, directory.path, { recursive: true })
  await Effect.runPromise(prepareDirectory(directory))
  return directory
}

const examined = (directory: DataDirectory, isDeep = false) => Effect.runPromise(examine(directory, { isDeep }))

/** Findings that are not well, in short. */
const complaints = async (directory: DataDirectory, isDeep = false) =>
  (await examined(directory, isDeep)).findings
    .filter(({ verdict }) => verdict !== "ok")
    .map(({ check, verdict }) => `${verdict}: ${check}`)

const found = async (directory: DataDirectory, check: string, isDeep = false) =>
  (await examined(directory, isDeep)).findings.find((finding) => finding.check === check)!

test("a new data directory has nothing wrong with it, and everything that the migrations made", async () => {
  const { findings, isHealthy, todo } = await examined(healthy, true)

  expect(findings.filter(({ verdict }) => verdict !== "ok")).toEqual([])
  expect(findings.map(({ check }) => check)).toEqual(
    expect.arrayContaining(["engine", "relations", "schema", "catalog"])
  )
  expect({ isHealthy, todo }).toEqual({ isHealthy: true, todo: [] })
})

test("a data directory whose database is gone, while its keys are there, is not taken for a new one", async () => {
  const directory = await copied()
  rmSync(directory.pg, { recursive: true })
  writeFileSync(join(directory.keys, "audit-0190.key"), "", { mode: 0o600 })

  expect(await complaints(directory)).toEqual(["warning: database"])
  expect((await found(directory, "database")).todo[0]?.sentence).toContain("the next command makes an empty one")
})

test("a key that others can read is to be closed", async () => {
  const directory = await copied()
  const key = join(directory.keys, "audit-0190.key")
  writeFileSync(key, "", { mode: 0o644 })

  expect(await found(directory, "privacy")).toMatchObject({
    verdict: "warning",
    todo: [{ command: `chmod go= "${key}"` }]
  })
})

test("a damaged database ends with how to send us what was seen", async () => {
  const directory = await copied()
  rmSync(join(directory.pg, "global", "pg_control"))

  expect((await examined(directory)).todo.at(-1)?.command).toBe("genie doctor --deep --json")
})

test("a database of another major version is told apart from the one that this Genie brings", async () => {
  const directory = await copied()
  writeFileSync(join(directory.pg, "PG_VERSION"), "17\n")

  expect((await found(directory, "version")).seen).toBe(
    "It was made by PostgreSQL 17, and this Genie brings PostgreSQL 18."
  )
})

test("a database of a newer Genie is named by the deep look", async () => {
  const directory = await copied()
  await using database = await Pglite.open({ directory: directory.pg, maintenance: false })
  await database.query(
    "insert into genie._genie_migrations (name, checksum, duration_ms) values ('9999_future', repeat('0', 64), 1)"
  )
  await database.close()

  expect(await complaints(directory, true)).toEqual(["problem: schema"])
  expect((await found(directory, "schema", true)).seen).toBe('A newer Genie migrated it (it has "9999_future").')
})

const besideOwner = (kind: OwnerKind) =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const directory = yield* Effect.promise(copied)
        yield* acquireOwnership(directory, { kind, command: "shop", version: "1.0.0" })
        return (yield* examine(directory, { isDeep: true })).findings
      })
    )
  )

test("an owner that Genie started can be ended by its command, and a program is nobody's to stop", async () => {
  const beside = { up: await besideOwner("up"), program: await besideOwner("program") }

  const engineOf = (findings: Awaited<ReturnType<typeof besideOwner>>) =>
    findings.find(({ check }) => check === "engine")?.todo
  expect(beside.up.find(({ check }) => check === "owner")?.seen).toContain(
    `Process ${process.pid} (shop, version 1.0.0, since `
  )
  expect(engineOf(beside.up)).toEqual([{ sentence: "Ask again when it has gone.", command: "genie down" }])
  expect(engineOf(beside.program)).toEqual([{ sentence: `Ask again when process ${process.pid} (shop) has ended.` }])
})

test("an owner of a newer Genie is named without opening the database", async () => {
  const directory = await copied()
  const findings = await Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const owner = yield* acquireOwnership(directory, { kind: "up", command: "genie up", version: "9.0.0" })
        const info = { ...(yield* owner.info), schema: "9999_future" }
        writeFileSync(directory.owner, JSON.stringify(info))
        return (yield* examine(directory)).findings
      })
    )
  )

  expect(findings.find(({ check }) => check === "schema")).toMatchObject({
    verdict: "problem",
    seen: 'Its owner is a newer Genie (it has "9999_future").'
  })
})
