import { spawnSync } from "node:child_process"
import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { databaseDirectory } from "../../src/directory/DatabaseDirectory.ts"
import { DirectoryUnusable } from "../../src/directory/DirectoryUnusable.ts"
import { makeReady } from "../../src/directory/makeReady.ts"
import { temporaryDirectory } from "../temporaryDirectory.ts"

const isRoot = process.getuid?.() === 0

/** Mounts something for the test; false where this cannot be done. */
const mount = (type: string, at: string, options: string): boolean => {
  const { status } = spawnSync("mount", ["-t", type, "-o", options, type, at])
  if (status === 0) onTestFinished(() => void spawnSync("umount", ["--lazy", at]))
  return status === 0
}
const canMount = isRoot && process.platform === "linux" && spawnSync("unshare", ["--mount", "true"]).status === 0

const ready = (home: string) => makeReady(databaseDirectory(home), { rooms: [join(home, "keys")] })

const refusal = (home: string): DirectoryUnusable => {
  try {
    ready(home)
  } catch (error) {
    if (error instanceof DirectoryUnusable) return error
    throw error
  }
  throw new Error("It was not refused.")
}
const mode = (path: string) => statSync(path).mode & 0o777

test("a new directory and its rooms are closed to everybody else", () => {
  const home = join(temporaryDirectory(), "deep", "genie")

  ready(home)

  const { lock } = databaseDirectory(home)
  for (const room of [home, lock, join(home, "keys")]) expect(mode(room)).toBe(0o700)
})

test("rooms that a careless copy has opened are closed again", () => {
  const home = temporaryDirectory()
  mkdirSync(join(home, "keys"), { mode: 0o755 })

  ready(home)

  expect(mode(join(home, "keys"))).toBe(0o700)
})

test("a directory that others can write to is refused with the command that closes it", () => {
  const home = temporaryDirectory()
  chmodSync(home, 0o775)

  expect(refusal(home).message).toBe(
    `Other users can write to "${home}" (mode 0775). Close it with: chmod 700 "${home}"`
  )
})

test("a file in the place of the directory is refused", () => {
  const home = join(temporaryDirectory(), "genie")
  writeFileSync(home, "")

  expect(refusal(home).message).toContain("there is a file in its place")
})

test("a directory made by another PostgreSQL is refused before it is touched", () => {
  const home = temporaryDirectory()
  mkdirSync(join(home, "pg"))
  writeFileSync(join(home, "pg", "PG_VERSION"), "17\n")

  expect(refusal(home).message).toContain(
    "was made by PostgreSQL 17 and this version of @genie/pglite brings PostgreSQL 18"
  )
})

test("a database whose version cannot be read is called damaged, and not of another version", () => {
  const home = temporaryDirectory()
  mkdirSync(join(home, "pg"))
  writeFileSync(join(home, "pg", "PG_VERSION"), "")

  expect(refusal(home).message).toContain("does not say a version: the database is damaged.")
})

test("a database that a careless copy has opened to others is closed again", () => {
  const home = temporaryDirectory()
  mkdirSync(join(home, "pg"), { mode: 0o755 })

  ready(home)

  expect(mode(join(home, "pg"))).toBe(0o700)
})

test.skipIf(!isRoot)(
  "files that another user left inside are refused with the command that gives them back (needs root)",
  () => {
    const home = temporaryDirectory()
    ready(home)
    const lock = join(home, "lock", "owner.lock")
    writeFileSync(lock, "")
    chownSync(lock, 12345, 12345)

    expect(refusal(home).message).toBe(
      `"${lock}" belongs to user 12345 and this is user 0. Give everything back to one user: chown -R 0 "${home}"`
    )
  }
)

test.skipIf(!canMount)("a directory on a read-only file system is refused (needs to mount one)", () => {
  const home = temporaryDirectory()
  mount("tmpfs", home, "ro,mode=700")

  expect(refusal(home).message).toBe(`"${home}" is on a read-only file system. Name a directory that can be written.`)
})

test.skipIf(!isRoot)("a directory of another user is refused (needs root, who can give one away)", () => {
  const home = temporaryDirectory()
  chownSync(home, 12345, 12345)

  expect(refusal(home).message).toContain("belongs to user 12345 and this is user 0")
})

test.skipIf(isRoot)("a directory that cannot be written is refused (not as root, who can write anywhere)", () => {
  const home = temporaryDirectory()
  chmodSync(home, 0o500)
  onTestFinished(() => chmodSync(home, 0o700))

  expect(refusal(home).message).toContain("cannot be written by this user")
})

test("Windows is refused by name", () => {
  const platform = Object.getOwnPropertyDescriptor(process, "platform")
  const home = temporaryDirectory()
  Object.defineProperty(process, "platform", { value: "win32", configurable: true })
  onTestFinished(() => void (platform && Object.defineProperty(process, "platform", platform)))

  expect(refusal(home).message).toContain("does not run on Windows")
})

test("a directory has one name, whichever link leads to it", () => {
  const home = temporaryDirectory()
  const link = join(temporaryDirectory(), "link")
  symlinkSync(home, link)

  expect(databaseDirectory(join(link, "genie"))).toEqual(databaseDirectory(join(home, "genie")))
})
