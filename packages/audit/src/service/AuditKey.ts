// Where the secret comes from. A host keeps its keys in files only its user can read; a database says by its key's id
// which of them it was sealed with. Keys are never overwritten.
import { randomBytes } from "node:crypto"
import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  type Stats,
  statSync,
  writeSync
} from "node:fs"
import { join } from "node:path"
import { Context, Effect, Layer } from "effect"
import { AuditKeyMismatch, AuditKeyUnusable } from "../contract/refusals.ts"
import { type AuditRootKey, auditKeyBytes, auditKeyId, auditRootKey } from "../seal/AuditRootKey.ts"

/** Where keys are looked for. */
export interface AuditKeyOptions {
  /** The `keys/` of the data directory, or of GENIE_HOME for a PostgreSQL database. Made when it is missing. */
  readonly directory?: string
  /** The secret itself, as GENIE_AUDIT_KEY has it: 32 bytes in base64 or hex. Wins over the directory. */
  readonly key?: string | undefined
}

/** The audit keys of this host. */
export class AuditKey extends Context.Service<
  AuditKey,
  {
    /** The key a new database is sealed with. Made when this host has none. */
    readonly forNewDatabase: Effect.Effect<AuditRootKey, AuditKeyUnusable>
    /** The key of a database that was sealed before. */
    forDatabase(keyId: string): Effect.Effect<AuditRootKey, AuditKeyMismatch | AuditKeyUnusable>
  }
>()("@genie/audit/AuditKey") {
  static readonly layer = (options: AuditKeyOptions): Layer.Layer<AuditKey, AuditKeyUnusable> =>
    Layer.effect(
      AuditKey,
      Effect.suspend(() => {
        if (options.key !== undefined) return Effect.map(parse(options.key), fromEnvironment)
        if (options.directory !== undefined) return Effect.succeed(fromDirectory(options.directory))
        return new AuditKeyUnusable({
          reason: "There is no audit key: set GENIE_AUDIT_KEY, or name a directory for keys."
        })
      })
    )
}

const parse = (text: string): Effect.Effect<Buffer, AuditKeyUnusable> => {
  const trimmed = text.trim()
  const bytes = /^[0-9a-fA-F]{64}$/.test(trimmed)
    ? Buffer.from(trimmed, "hex")
    : /^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)
      ? Buffer.from(trimmed, "base64")
      : undefined
  return bytes?.length === auditKeyBytes
    ? Effect.succeed(bytes)
    : new AuditKeyUnusable({
        reason: `GENIE_AUDIT_KEY must be ${auditKeyBytes} bytes in base64 or hex, as made by: openssl rand -base64 ${auditKeyBytes}`
      })
}

const fromEnvironment = (secret: Buffer): AuditKey["Service"] => {
  const root = auditRootKey(secret)
  return {
    forNewDatabase: Effect.succeed(root),
    forDatabase: (keyId) =>
      keyId === root.keyId
        ? Effect.succeed(root)
        : Effect.fail(new AuditKeyMismatch({ sealedWith: keyId, present: [root.keyId] }))
  }
}

const fromDirectory = (directory: string): AuditKey["Service"] => ({
  forNewDatabase: unusableOnError(directory, () => {
    prepare(directory)
    const known = keysIn(directory)[0]
    return known === undefined ? make(directory) : read(directory, known)
  }),
  forDatabase: (keyId) =>
    Effect.flatMap(
      unusableOnError(directory, () => {
        prepare(directory)
        const present = keysIn(directory)
        return present.includes(keyId) ? read(directory, keyId) : present
      }),
      (found) =>
        "keyId" in found
          ? Effect.succeed(found)
          : Effect.fail(new AuditKeyMismatch({ sealedWith: keyId, present: found, directory }))
    )
})

const prepare = (directory: string): void => {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const { mode } = lstatSync(directory)
  if (mode & 0o077)
    throw new Unusable(
      `Others can look into "${directory}" (mode ${octal(mode)}). Close it with: chmod 700 "${directory}"`
    )
}

/** A secret is mounted read-only (0440), for a group of this process. */
const isOpenToOthers = ({ gid, mode }: Stats): boolean => {
  const isOurGroup = process.getegid?.() === gid || (process.getgroups?.().includes(gid) ?? false)
  const isReadOnly = (mode & 0o333) === 0
  return (mode & (isReadOnly && isOurGroup ? 0o007 : 0o077)) !== 0
}

const keysIn = (directory: string): ReadonlyArray<string> =>
  readdirSync(directory)
    .flatMap((name) => /^audit-([0-9a-f]{16})\.key$/.exec(name)?.[1] ?? [])
    .sort()

const fileOf = (directory: string, keyId: string): string => join(directory, `audit-${keyId}.key`)

const read = (directory: string, keyId: string): AuditRootKey => {
  const file = fileOf(directory, keyId)
  // A mounted secret is a link to where it is kept.
  const found = statSync(file)
  if (!found.isFile()) throw new Unusable(`"${file}" is not a file. Put the audit key there.`)
  if (isOpenToOthers(found)) {
    throw new Unusable(
      `Others can read the audit key "${file}" (mode ${octal(found.mode)}). Close it with: chmod 600 "${file}"`
    )
  }
  const secret = Buffer.from(readFileSync(file, "utf8").trim(), "base64")
  if (secret.length !== auditKeyBytes || auditKeyId(secret) !== keyId) {
    throw new Unusable(`"${file}" is damaged: it does not hold key ${keyId}. Restore it from a backup.`)
  }
  return auditRootKey(secret)
}

/** Written beside and renamed once it is on the disk: no crash leaves half a key under a key's name. */
const make = (directory: string): AuditRootKey => {
  const secret = randomBytes(auditKeyBytes)
  const root = auditRootKey(secret)
  const unfinished = join(directory, `.audit-${root.keyId}.unfinished`)
  const file = openSync(unfinished, "wx", 0o600)
  try {
    writeSync(file, `${secret.toString("base64")}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  chmodSync(unfinished, 0o600)
  renameSync(unfinished, fileOf(directory, root.keyId))
  sync(directory)
  return root
}

/** A file's name is kept by its directory, which has to reach the disk as well. */
const sync = (directory: string): void => {
  const handle = openSync(directory, "r")
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

class Unusable extends Error {}

const unusableOnError = <A>(directory: string, attempt: () => A): Effect.Effect<A, AuditKeyUnusable> =>
  Effect.try({
    try: attempt,
    catch: (error) =>
      new AuditKeyUnusable({
        reason:
          error instanceof Unusable
            ? error.message
            : `The audit keys in "${directory}" cannot be read or written: ${error instanceof Error ? error.message : String(error)}.`
      })
  })

const octal = (mode: number): string => (mode & 0o777).toString(8).padStart(4, "0")
