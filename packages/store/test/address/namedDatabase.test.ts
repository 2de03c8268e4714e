// Text that looks like an address never becomes a directory, and is never repeated: where it is not understood, its password
// could be anywhere in it.
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { homedir, tmpdir } from "node:os"
import { join } from "node:path"
import { openPglite } from "@genie/pglite"
import { Effect } from "effect"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { namedDatabase, unlikelyDirectory } from "../../src/database/address/namedDatabase.ts"
import { Db } from "../../src/database/Db.ts"
import { dataDirectory } from "../../src/database/owner/DataDirectory.ts"
import { layerStore } from "../../src/layerStore.ts"

const misspelled: ReadonlyArray<string> = [
  '"postgres://app:s3cret@host/x"',
  "'postgres://app:s3cret@host/x'",
  "\u201cpostgres://app:s3cret@host/x\u201d",
  'postgres://app:s3cret@host/x"',
  " postgres://app:s3cret@host/x",
  "\tpostgres://app:s3cret@host/x",
  "\uFEFFpostgres://app:s3cret@host/x",
  "\u200Bpostgres://app:s3cret@host/x",
  "postgres://app:s3cret\n@host/x",
  "host=db user=app password=s3cret dbname=x",
  "password=s3cret host=db",
  "password = s3cret",
  "service=s3cret",
  "postgres:s3cret@host",
  "postgres:/app:s3cret@host/x",
  "postgres//app:s3cret@host/x",
  "app:s3cret@host:5432/x",
  "s3cret@host/x",
  "s3cret:x@host",
  "//app:s3cret@host/x://",
  "postgresql+psycopg://app:s3cret@host/x",
  "postgres+ssl://app:s3cret@host/x",
  "jdbc:postgresql://host/x?user=app&password=s3cret",
  "mysql://app:s3cret@host/x",
  "s3cret://host/x",
  "postgres%3A%2F%2Fapp%3As3cret%40host%2Fx",
  "DATABASE_URL=postgres://app:s3cret@host/x",
  "Memory:"
]

let before: string
let here: string
beforeEach(() => {
  before = process.cwd()
  here = mkdtempSync(join(tmpdir(), "genie-named-"))
  process.chdir(here)
})
afterEach(() => {
  process.chdir(before)
  rmSync(here, { recursive: true, force: true })
})

describe("an address that is misspelled", () => {
  test.each(misspelled)("like %j is refused by a library, and no directory is made of it", async (database) => {
    const refusal = await Effect.runPromise(Effect.flip(Effect.provide(Db, layerStore({ database }))))

    expect(refusal._tag).toBe("DatabaseUrlInvalid")
    expect(`${refusal.message} ${JSON.stringify(refusal)} ${refusal.stack}`).not.toContain("s3cret")
    expect(readdirSync(here)).toStrictEqual([])
  })

  test.each(misspelled.filter((text) => text !== "Memory:"))(
    "like %j is refused as a data directory, too",
    async (directory) => {
      const refusal = await Effect.runPromise(Effect.flip(Effect.provide(Db, layerStore({ directory }))))
      const thrown = await openPglite({ directory }).catch((error: unknown) => error)

      expect(refusal._tag).toBe("DirectoryRefused")
      expect(thrown).toBeInstanceOf(Error)
      expect(`${refusal.message} ${JSON.stringify(refusal)} ${String(thrown)}`).not.toContain("s3cret")
      expect(readdirSync(here)).toStrictEqual([])
    }
  )
})

describe("what is named", () => {
  test.each([
    ["postgres://app@host/x", { kind: "postgres", address: "postgres://app@host/x" }],
    ["POSTGRESQL://app@host/x\n", { kind: "postgres", address: "POSTGRESQL://app@host/x" }],
    ["memory:", { kind: "memory" }],
    ["./data", { kind: "directory", path: "./data" }],
    ["data", { kind: "directory", path: "data" }],
    ["/srv/data@home:1", { kind: "directory", path: "/srv/data@home:1" }],
    ["./ana@home", { kind: "directory", path: "./ana@home" }],
    ["my data", { kind: "directory", path: "my data" }]
  ] as const)("as %j is understood", (text, named) => {
    expect(namedDatabase(text)).toStrictEqual(named)
  })

  test("with a tilde that no shell has replaced is in the home of this user", () => {
    expect(dataDirectory("~/genie").path).toBe(dataDirectory(join(homedir(), "genie")).path)
    expect(dataDirectory("~").path).toBe(dataDirectory(homedir()).path)
    expect(unlikelyDirectory("~ana/genie")).toContain("Write the whole path")
    expect(existsSync("~")).toBe(false)
  })
})
