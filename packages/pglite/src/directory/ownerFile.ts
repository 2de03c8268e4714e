// The name of a directory's owner, for people and for other programs. It is information only: the lock decides.
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import type { DatabaseDirectory } from "./DatabaseDirectory.ts"
import { DirectoryUnusable } from "./DirectoryUnusable.ts"
import { type Claimed, isSurelyAlive } from "./thisProcess.ts"

/** A process as the owner of a directory. A program may write more into the file, for its own readers. */
export interface OwnerInfo extends Claimed {
  /** The process, as a person would call it: `orders.js`. */
  readonly command: string
  /** Since when it has the directory, ISO 8601. */
  readonly since: string
  /** The version of its program. */
  readonly version?: string
  /** The kind of owner, where its program has kinds. */
  readonly kind?: string
  /** The Unix socket at which it answers over HTTP, if it does. */
  readonly socket?: string
}

/** Reads the file, whether or not its process is still there. Undefined: nothing that can be understood. */
export function readOwnerFile({ owner }: DatabaseDirectory): OwnerInfo | undefined {
  try {
    const said: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(owner, "utf8"))
    return isOwnerInfo(said) ? said : undefined
  } catch {
    return undefined
  }
}

const isOwnerInfo = (said: Readonly<Record<string, unknown>>): said is OwnerInfo & Record<string, unknown> =>
  Number.isInteger(said.pid) &&
  ["startedAt", "bootId", "command", "since"].every((field) => typeof said[field] === "string") &&
  ["version", "kind", "socket"].every((field) => said[field] === undefined || typeof said[field] === "string")

/** Only for the owner: nobody else writes a draft. */
export function writeOwnerFile({ owner }: DatabaseDirectory, info: OwnerInfo): void {
  const draft = `${owner}.${process.pid}.tmp`
  writeFileSync(draft, `${JSON.stringify(info, null, 2)}\n`, { mode: 0o600 })
  renameSync(draft, owner)
}

/** Only for the owner, before it lets go. */
export const removeOwnerFile = ({ owner }: DatabaseDirectory): void => rmSync(owner, { force: true })

/** Removes what an owner had not finished writing when it died. Only for the owner. */
export function removeDrafts({ owner, path }: DatabaseDirectory): void {
  for (const name of readdirSync(path))
    if (name.startsWith(`${basename(owner)}.`)) rmSync(join(path, name), { force: true })
}

/**
 * An owner takes its name back before it lets go. One that is still there without a lock has lost it to somebody who
 * removed or opened the lock file, and goes on writing.
 */
export function refuseBesideOwner(directory: DatabaseDirectory): void {
  const owner = readOwnerFile(directory)
  if (owner === undefined || owner.pid === process.pid || !isSurelyAlive(owner)) return
  throw new DirectoryUnusable(
    directory.path,
    `Process ${owner.pid} (${owner.command}, since ${owner.since}) still uses "${directory.path}", although its lock is gone: somebody removed or opened "${directory.lock}". Two at once would destroy the database. End process ${owner.pid}, then try again.`
  )
}
