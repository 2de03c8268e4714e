// A database directory comes into being at once: it is made beside its place, synced, and renamed. A crash on the way
// leaves something with another name, which the next owner removes; the lock says that nobody else is at it.
import { randomUUID } from "node:crypto"
import { mkdirSync, writeFileSync } from "node:fs"
import { mkdir, open, readdir, rename, rm } from "node:fs/promises"
import { dirname, join } from "node:path"
import type { DatabaseDirectory } from "../directory/DatabaseDirectory.ts"
import { DirectoryUnusable } from "../directory/DirectoryUnusable.ts"
import type { Program } from "../directory/Program.ts"
import { NEW_DATABASE_BYTES, ROOM_KEPT_BYTES, roomOnDisk } from "../worker/roomOnDisk.ts"
import { initialize } from "./initialize.ts"
import { tarEntries } from "./tarEntries.ts"

/**
 * Makes the database of a data directory where there is none yet: from the template, or where there is none either, by the
 * engine itself. Only for the directory's owner.
 *
 * @throws DirectoryUnusable with the reason.
 */
export const makeDatabase = async (
  directory: Pick<DatabaseDirectory, "path" | "pg">,
  template: () => Promise<Uint8Array | undefined>,
  program?: Program
): Promise<void> => {
  try {
    await made(directory, template)
  } catch (error) {
    throw DirectoryUnusable.because(directory.path, error, program)
  }
}

const made = async (
  directory: Pick<DatabaseDirectory, "path" | "pg">,
  template: () => Promise<Uint8Array | undefined>
): Promise<void> => {
  await removeLeftovers(directory)
  const found = await entriesOf(directory.pg)
  if (found.includes("PG_VERSION")) return
  if (found.length > 0) refuseOtherFiles(directory, found)

  refuseFullDisk(directory.path)
  const draft = join(directory.path, `${draftPrefix}${randomUUID()}`)
  try {
    await mkdir(draft, { mode: 0o700 })
    const archive = await template()
    if (archive === undefined) await initialize(draft)
    else unpack(archive, draft)
    await syncTree(draft)
    await rename(draft, directory.pg)
  } catch (error) {
    // On a full disk, half a database would keep it full.
    await rm(draft, { recursive: true, force: true }).catch(() => {})
    throw error
  }
  await sync(directory.path)
}

function refuseOtherFiles({ path, pg }: Pick<DatabaseDirectory, "path" | "pg">, found: ReadonlyArray<string>): never {
  throw new DirectoryUnusable(
    path,
    `"${pg}" holds files that are not a database: ${found.slice(0, 5).join(", ")}. Move them away, or name another directory.`
  )
}

const draftPrefix = "pg.tmp-"

/** With what it leaves free: without that it could be made and never be written. */
function refuseFullDisk(path: string): void {
  if (roomOnDisk(path) < NEW_DATABASE_BYTES + ROOM_KEPT_BYTES)
    throw Object.assign(new Error("The disk is full."), { code: "ENOSPC" })
}

async function removeLeftovers({ path }: Pick<DatabaseDirectory, "path">): Promise<void> {
  const leftovers = (await entriesOf(path)).filter((name) => name.startsWith(draftPrefix))
  for (const name of leftovers) await rm(join(path, name), { recursive: true, force: true })
}

/** In one go: a thousand small files written one after the other are four times slower asynchronously. */
function unpack(template: Uint8Array, draft: string): void {
  for (const { path, content } of tarEntries(template)) {
    const target = join(draft, path)
    if (content === undefined) mkdirSync(target, { mode: 0o700, recursive: true })
    else writeFileSync(target, content, { mode: 0o600 })
  }
}

/** Files first, then the directories that name them. In groups: a disk syncs many at once as fast as one. */
async function syncTree(root: string): Promise<void> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const paths = (isDirectory: boolean) =>
    entries.filter((entry) => entry.isDirectory() === isDirectory).map((entry) => join(entry.parentPath, entry.name))
  for (const group of [...groupsOf(paths(false)), [...paths(true), root, dirname(root)]])
    await Promise.all(group.map(sync))
}

const filesAtOnce = 64

function* groupsOf(paths: ReadonlyArray<string>): Generator<ReadonlyArray<string>> {
  for (let at = 0; at < paths.length; at += filesAtOnce) yield paths.slice(at, at + filesAtOnce)
}

async function sync(path: string): Promise<void> {
  await using handle = await open(path, "r")
  await handle.sync()
}

async function entriesOf(path: string): Promise<ReadonlyArray<string>> {
  try {
    return await readdir(path)
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return []
    throw error
  }
}
