import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { exitCodeOf, isRefusal } from "@genie/operation"
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Layer } from "effect"
import { afterEach, describe, expect, it } from "vitest"
import { AuditKeyMismatch, AuditKeyUnusable } from "../src/contract/refusals.ts"
import { Audit } from "../src/service/Audit.ts"
import { AuditKey, type AuditKeyOptions } from "../src/service/AuditKey.ts"
import { testKey } from "./fixtures.ts"

const directories: Array<string> = []
const freshDirectory = () => {
  const directory = join(mkdtempSync(join(tmpdir(), "genie-keys-")), "keys")
  directories.push(directory)
  return directory
}
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(join(directory, ".."), { recursive: true, force: true })
})

const ask = <A, E>(options: AuditKeyOptions, question: (keys: AuditKey["Service"]) => Effect.Effect<A, E>) =>
  Effect.runPromise(Effect.flatMap(AuditKey, question).pipe(Effect.provide(AuditKey.layer(options))))
const refusalOf = <A, E>(options: AuditKeyOptions, question: (keys: AuditKey["Service"]) => Effect.Effect<A, E>) =>
  Effect.runPromise(Effect.flip(Effect.flatMap(AuditKey, question).pipe(Effect.provide(AuditKey.layer(options)))))

const make = (keys: AuditKey["Service"]) => keys.forNewDatabase

describe("the audit key of a host", () => {
  it("is made once, in a file only its user can read", async () => {
    const directory = freshDirectory()

    const { keyId } = await ask({ directory }, make)
    const again = await ask({ directory }, make)

    expect(again.keyId).toBe(keyId)
    expect(readdirSync(directory)).toEqual([`audit-${keyId}.key`])
    expect(statSync(directory).mode & 0o777).toBe(0o700)
    expect(statSync(join(directory, `audit-${keyId}.key`)).mode & 0o777).toBe(0o600)
  })

  it("may be copied to another host, or put into the environment there", async () => {
    const directory = freshDirectory()
    const { keyId } = await ask({ directory }, make)
    const key = readFileSync(join(directory, `audit-${keyId}.key`), "utf8")

    expect((await ask({ key }, (keys) => keys.forDatabase(keyId))).keyId).toBe(keyId)
    const hex = Buffer.from(key, "base64").toString("hex")
    expect((await ask({ key: hex }, (keys) => keys.forDatabase(keyId))).keyId).toBe(keyId)
  })

  it("that did not seal the database is refused, with what to do", async () => {
    const directory = freshDirectory()
    const { keyId } = await ask({ directory }, make)

    const fromFiles = await refusalOf({ directory }, (keys) => keys.forDatabase("0123456789abcdef"))
    const fromEnvironment = await refusalOf({ key: testKey }, (keys) => keys.forDatabase(keyId))

    expect(fromFiles).toBeInstanceOf(AuditKeyMismatch)
    expect(String(fromFiles)).toContain(
      `sealed with key 0123456789abcdef, and this host has ${keyId} in "${directory}"`
    )
    expect(String(fromFiles)).toContain(
      "Copy keys/audit-0123456789abcdef.key from the first host, or set GENIE_AUDIT_KEY"
    )
    expect(String(fromEnvironment)).toContain("GENIE_AUDIT_KEY is key")
    expect(isRefusal(fromFiles) && exitCodeOf(fromFiles)).toBe(2)
  })

  it.each(["", "short", "zz".repeat(32), "AA==", "ab".repeat(31)])("given as %j is refused", async (key) => {
    const refusal = await refusalOf({ key }, make)

    expect(refusal).toBeInstanceOf(AuditKeyUnusable)
    expect(String(refusal)).toContain("32 bytes in base64 or hex")
  })

  it("that others can read is refused, and so is a directory they can look into", async () => {
    const directory = freshDirectory()
    const { keyId } = await ask({ directory }, make)
    const file = join(directory, `audit-${keyId}.key`)

    chmodSync(file, 0o640)
    expect(String(await refusalOf({ directory }, make))).toContain(`chmod 600 "${file}"`)
    chmodSync(file, 0o600)
    chmodSync(directory, 0o755)
    expect(String(await refusalOf({ directory }, make))).toContain(`chmod 700 "${directory}"`)
  })

  it("that is damaged is refused and left as it is", async () => {
    const directory = freshDirectory()
    mkdirSync(directory, { mode: 0o700 })
    const file = join(directory, "audit-0123456789abcdef.key")
    writeFileSync(file, "", { mode: 0o600 })

    expect(String(await refusalOf({ directory }, make))).toContain("is damaged")
    expect(readFileSync(file, "utf8")).toBe("")
  })

  it("that cannot be written says why", async () => {
    const directory = freshDirectory()
    writeFileSync(directory, "in the way")

    expect(await refusalOf({ directory }, make)).toBeInstanceOf(AuditKeyUnusable)
  })
})

onEveryBackend("Opening a database's audit log", Layer.empty, (it) => {
  const open = (key: string) =>
    Effect.map(Audit, ({ instance }) => instance).pipe(
      Effect.provide(Audit.layer.pipe(Layer.provide(AuditKey.layer({ key })), Layer.fresh))
    )
  const other = "ab".repeat(32)

  it.effect("founds it once, whoever comes first, and refuses another key ever after", () =>
    Effect.gen(function* () {
      const instances = yield* Effect.forEach([testKey, testKey, testKey], open, { concurrency: "unbounded" })
      const refusal = yield* Effect.flip(open(other))

      expect(new Set(instances.map(({ id }) => id)).size).toBe(1)
      expect(refusal).toBeInstanceOf(AuditKeyMismatch)
      expect(refusal).toMatchObject({ sealedWith: instances[0]!.keyId })
    })
  )
})
