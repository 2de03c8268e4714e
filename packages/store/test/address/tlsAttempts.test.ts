// TLS is used as libpq uses it, whether the address or the environment says so.
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { temporaryDirectory } from "../../../pglite/test/temporaryDirectory.ts"
import { tlsAttempts } from "../../src/database/address/tlsAttempts.ts"

const written = (name: string): string => {
  const file = join(temporaryDirectory(), name)
  writeFileSync(file, `content of ${name}`)
  return file
}

describe("sslmode", () => {
  test.each([
    ["disable", [false]],
    ["allow", [false, { rejectUnauthorized: false }]],
    ["prefer", [{ rejectUnauthorized: false }, false]],
    ["require", [{ rejectUnauthorized: false }]],
    ["verify-full", [{ rejectUnauthorized: true }]]
  ] as const)("%s means the same in the address and in the environment", (mode, attempts) => {
    expect(tlsAttempts({ sslmode: mode }, {})).toStrictEqual(attempts)
    expect(tlsAttempts({}, { PGSSLMODE: mode })).toStrictEqual(attempts)
  })

  test("is prefer where nobody says anything, and the address wins over the environment", () => {
    expect(tlsAttempts({}, {})).toStrictEqual(tlsAttempts({ sslmode: "prefer" }, {}))
    expect(tlsAttempts({ sslmode: "disable" }, { PGSSLMODE: "verify-full" })).toStrictEqual([false])
  })

  test("require verifies the authority where one is named, as verify-ca does", () => {
    const ca = written("ca.crt")

    for (const attempts of [
      tlsAttempts({ sslmode: "require", sslrootcert: ca }, {}),
      tlsAttempts({}, { PGSSLMODE: "require", PGSSLROOTCERT: ca }),
      tlsAttempts({ sslmode: "verify-ca" }, { PGSSLROOTCERT: ca })
    ])
      expect(attempts).toStrictEqual([
        { rejectUnauthorized: true, ca: "content of ca.crt", checkServerIdentity: expect.any(Function) }
      ])
  })

  test("verify-full verifies the name, too; system means the authorities of this machine", () => {
    const ca = written("ca.crt")

    expect(tlsAttempts({ sslmode: "verify-full" }, { PGSSLROOTCERT: ca })).toStrictEqual([
      { rejectUnauthorized: true, ca: "content of ca.crt" }
    ])
    expect(tlsAttempts({ sslrootcert: "system" }, {})).toStrictEqual([{ rejectUnauthorized: true }])
  })

  test("takes the certificate and the key of the client", () => {
    const [cert, key] = [written("me.crt"), written("me.key")]

    expect(tlsAttempts({ sslmode: "require", sslcert: cert }, { PGSSLKEY: key })).toStrictEqual([
      { rejectUnauthorized: false, cert: "content of me.crt", key: "content of me.key" }
    ])
  })

  test("that is unknown, needs an authority, or names a file that is not there is refused", () => {
    expect(() => tlsAttempts({ sslmode: "s3cret" }, {})).toThrow(/can be disable, allow/)
    expect(() => tlsAttempts({ sslmode: "verify-ca" }, {})).toThrow(/sslrootcert or PGSSLROOTCERT/)
    expect(() => tlsAttempts({ sslmode: "require", sslrootcert: "/nowhere/s3cret" }, {})).toThrow(
      "The file that sslrootcert names cannot be read (ENOENT)."
    )
  })
})
