// TLS by libpq's rules: what `sslmode` and its files say, in the address, in the environment, or in ~/.postgresql.
import { existsSync, readFileSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import { AddressUnreadable } from "./readAddress.ts"

/** How to speak to a server: in clear, or by TLS with these options. */
export type Tls = false | TlsOptions

export interface TlsOptions {
  readonly rejectUnauthorized: boolean
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly passphrase?: string
  readonly checkServerIdentity?: () => undefined
}

type Parameters = Readonly<Record<string, string | undefined>>

/** What to try, one after the other. Throws `AddressUnreadable` where a mode or a file cannot be used. */
export const tlsAttempts = (parameters: Parameters, environment: Parameters = process.env): ReadonlyArray<Tls> => {
  const mode = modeOf(parameters, environment)
  if (mode === "disable") return [false]
  const root = rootOf(parameters, environment)
  const files = { ...root, ...clientOf(parameters, environment) }
  switch (mode) {
    case "allow":
      return [false, { ...files, rejectUnauthorized: false }]
    case "prefer":
      return [{ ...files, rejectUnauthorized: false }, false]
    case "no-verify":
      return [{ ...files, rejectUnauthorized: false }]
    case "require":
      // With an authority it verifies as `verify-ca` does: so does libpq.
      return [root.ca === undefined ? { ...files, rejectUnauthorized: false } : { ...files, ...anyName }]
    case "verify-ca":
      if (root.ca === undefined)
        throw new AddressUnreadable(
          "sslmode=verify-ca needs the certificate of the authority: name its file with sslrootcert or PGSSLROOTCERT."
        )
      return [{ ...files, ...anyName }]
    case "verify-full":
      return [{ ...files, rejectUnauthorized: true }]
    default:
      throw new AddressUnreadable(
        "sslmode can be disable, allow, prefer, require, verify-ca or verify-full, in the address or in PGSSLMODE."
      )
  }
}

/** The authority is verified, and not the name. */
const anyName = { rejectUnauthorized: true, checkServerIdentity: () => undefined } as const

const modeOf = ({ ssl, sslmode, sslrootcert }: Parameters, { PGSSLMODE, PGSSLROOTCERT }: Parameters): string => {
  if (sslmode) return sslmode.toLowerCase()
  if (ssl === "true" || ssl === "1") return "require"
  if (ssl === "no-verify") return "no-verify"
  if (ssl === "false" || ssl === "0") return "disable"
  if (PGSSLMODE) return PGSSLMODE.toLowerCase()
  return (sslrootcert ?? PGSSLROOTCERT) === SYSTEM ? "verify-full" : "prefer"
}

/** The authorities that this machine trusts. */
const SYSTEM = "system"

const rootOf = ({ sslrootcert }: Parameters, { PGSSLROOTCERT }: Parameters): { readonly ca?: string } => {
  const file = sslrootcert || PGSSLROOTCERT
  if (file === SYSTEM) return {}
  const ca = file ? contentOf("sslrootcert", file) : contentOfDefault("root.crt")
  return ca === undefined ? {} : { ca }
}

const clientOf = (
  { sslcert, sslkey, sslpassword }: Parameters,
  { PGSSLCERT, PGSSLKEY }: Parameters
): Pick<TlsOptions, "cert" | "key" | "passphrase"> => {
  const certFile = sslcert || PGSSLCERT
  const keyFile = sslkey || PGSSLKEY
  const cert = certFile ? contentOf("sslcert", certFile) : contentOfDefault("postgresql.crt")
  if (cert === undefined) return {}
  const key = keyFile ? contentOf("sslkey", keyFile) : contentOfDefault("postgresql.key")
  return { cert, ...(key !== undefined && { key }), ...(sslpassword && { passphrase: sslpassword }) }
}

const contentOf = (parameter: string, file: string): string => {
  try {
    return readFileSync(file, "utf8")
  } catch (error) {
    const { code = "unreadable" } = error as NodeJS.ErrnoException
    throw new AddressUnreadable(`The file that ${parameter} names cannot be read (${code}).`)
  }
}

const contentOfDefault = (name: string): string | undefined => {
  const file = join(homedir(), ".postgresql", name)
  return existsSync(file) ? contentOf(name, file) : undefined
}
