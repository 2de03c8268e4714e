import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { Effect } from "effect"
import { expect, onTestFinished, test } from "vitest"
import { temporaryDirectory } from "../../pglite/test/temporaryDirectory.ts"
import { dataDirectory } from "../src/database/owner/DataDirectory.ts"
import { prepareDirectory } from "../src/database/owner/prepareDirectory.ts"

const prepare = (path: string) => Effect.runPromise(prepareDirectory(dataDirectory(path)))
const refusal = (path: string) => Effect.runPromise(Effect.flip(prepareDirectory(dataDirectory(path))))
const mode = (path: string) => statSync(path).mode & 0o777

test("a new directory and its rooms are closed to everybody else", async () => {
  const home = join(temporaryDirectory(), "deep", "genie")

  await prepare(home)

  const directory = dataDirectory(home)
  for (const room of [home, directory.lock, directory.run, directory.backups, directory.logs, directory.keys])
    expect(mode(room)).toBe(0o700)
})

test("what the operating system has against a directory is a refusal that says what to do", async () => {
  const home = join(temporaryDirectory(), "genie")
  writeFileSync(home, "")

  const refused = await refusal(home)

  expect(refused).toMatchObject({ _tag: "DirectoryRefused", directory: home })
  expect(refused.message).toContain("there is a file in its place")
})

test("a directory made by another PostgreSQL is refused with the name of the program that brings one", async () => {
  const home = temporaryDirectory()
  mkdirSync(join(home, "pg"))
  writeFileSync(join(home, "pg", "PG_VERSION"), "17\n")

  expect((await refusal(home)).message).toContain(
    "was made by PostgreSQL 17 and this version of Genie brings PostgreSQL 18"
  )
})

test("a database whose version cannot be read is refused with the command that looks into it", async () => {
  const home = temporaryDirectory()
  mkdirSync(join(home, "pg"))
  writeFileSync(join(home, "pg", "PG_VERSION"), "")

  expect((await refusal(home)).message).toContain("does not say a version: the database is damaged. Run: genie doctor")
})

test("a socket path too long for the kernel moves to a private directory that follows from the path", async () => {
  const home = join(temporaryDirectory(), "a".repeat(120))
  const { socket } = dataDirectory(home)
  onTestFinished(() => rmSync(dirname(socket), { recursive: true, force: true }))

  await prepare(home)

  expect(Buffer.byteLength(socket)).toBeLessThanOrEqual(100)
  expect(socket.startsWith(home)).toBe(false)
  expect(dataDirectory(home).socket).toBe(socket)
  expect(mode(dirname(socket))).toBe(0o700)
})
