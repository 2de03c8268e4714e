// The engine itself is asked, on a copy: whether it opens the database, and whether every table and index is whole. The
// directory is only read, and only while nobody has it open.
import { constants, readFileSync, rmSync } from "node:fs"
import { cp, mkdir, mkdtemp, readdir, stat } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { DatabaseDirectory } from "../directory/DatabaseDirectory.ts"
import type { Program } from "../directory/Program.ts"
import type { Pglite } from "../driver/Pglite.ts"
import { bytes } from "../values/bytes.ts"
import { roomOnDisk } from "../worker/roomOnDisk.ts"
import { broken, type Finding, ok, problem, reasonOf, run, unknown } from "./Finding.ts"
import { lockHolder } from "./lockHolder.ts"
import { onceOwnerIsGone } from "./onceOwnerIsGone.ts"

interface DeepOptions {
  readonly program: Program
  /** Looks at the program's own tables, in this copy. */
  readonly ofDatabase?: (database: Pglite) => Promise<ReadonlyArray<Finding>>
}

/** Copies the database, opens the copy, and has `amcheck` look at everything in it. */
export async function checkDeeply(
  directory: DatabaseDirectory,
  { ofDatabase, program }: DeepOptions
): Promise<ReadonlyArray<Finding>> {
  const scratch = await mkdtemp(join(tmpdir(), "pglite-doctor-"))
  // Also where a Ctrl-C ends this process: a copy of somebody's data must not stay behind.
  const remove = () => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 })
  process.once("exit", remove)
  try {
    const refusal = await copied(directory, join(scratch, "copy"), program)
    return refusal === undefined ? await askedOf(join(scratch, "copy"), join(scratch, "fresh"), ofDatabase) : [refusal]
  } finally {
    process.off("exit", remove)
    remove()
  }
}

/** Copies it; or says why there is no copy that would tell anything. */
async function copied({ lock, pg }: DatabaseDirectory, copy: string, program: Program): Promise<Finding | undefined> {
  const needed = (await sizeOf(pg)) + ROOM_FOR_RECOVERY_BYTES
  const free = roomOnDisk(tmpdir())
  if (free < needed)
    return unknown(
      "engine",
      `A copy needs ${bytes(needed)} in ${tmpdir()}, and ${bytes(free)} are free.`,
      "Name a directory with more room: TMPDIR=/somewhere."
    )
  const control = join(pg, "global", "pg_control")
  const before = readFileSync(control)
  try {
    await cp(pg, copy, { recursive: true, mode: constants.COPYFILE_FICLONE })
  } catch (error) {
    return problem(
      "engine",
      `It cannot be copied: ${reasonOf(error)}.`,
      "Where the disk is failing, save what can be read first."
    )
  }
  // An owner that came meanwhile has changed what was being copied, and the first thing that it changes is this.
  const isAlone = lockHolder(lock).state !== "held" && readFileSync(control).equals(before)
  return isAlone
    ? undefined
    : unknown("engine", "Somebody opened it while it was being copied.", onceOwnerIsGone(undefined, program))
}

/** A recovery writes, and `amcheck` is installed in the copy. */
const ROOM_FOR_RECOVERY_BYTES = 256 * 1024 * 1024

async function askedOf(
  copy: string,
  fresh: string,
  ofDatabase: DeepOptions["ofDatabase"] = async () => []
): Promise<ReadonlyArray<Finding>> {
  const startedAt = performance.now()
  const opened = await open(copy)
  if (opened instanceof Error) return [await cannotOpen(opened, fresh)]
  try {
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
    return [
      ok("engine", `PostgreSQL ${opened.serverVersion} opens a copy, in ${seconds} s.`),
      await checkRelations(opened),
      ...(await ofDatabase(opened))
    ]
  } finally {
    await opened.close().catch(() => {})
  }
}

/** A directory that is damaged, or a machine on which the engine does not run at all. */
async function cannotOpen(error: Error, fresh: string): Promise<Finding> {
  await mkdir(fresh, { mode: 0o700 })
  const other = await open(fresh)
  if (other instanceof Error)
    return problem(
      "engine",
      `It cannot open a copy (${error.message}), and not a new database either (${other.message}).`,
      "It is this machine on which the engine does not run, and says nothing about the directory.",
      run("Look at the limits on memory and files, and try another release of Node 24.", "ulimit -a")
    )
  await other.close().catch(() => {})
  return broken("engine", `It cannot open a copy: ${error.message} It opens a new database on this machine.`)
}

async function open(directory: string): Promise<Pglite | Error> {
  const { Pglite } = await import("../driver/Pglite.ts")
  const opening = Pglite.open({
    directory,
    // A copy may lose what it likes.
    durability: "process-crash",
    statementTimeoutMs: 0,
    maintenance: false,
    extensions: { amcheck: "@electric-sql/pglite/contrib/amcheck" }
  }).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
  // A panic inside WebAssembly can be a loop without an end.
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<Error>((resolve) => {
    timer = setTimeout(() => resolve(new Error(`it was not open after ${OPEN_WITHIN_MS / 1_000} s.`)), OPEN_WITHIN_MS)
  })
  try {
    return await Promise.race([opening, tooLong])
  } finally {
    clearTimeout(timer)
  }
}

/** A recovery of all the log that there can be takes a part of this. */
const OPEN_WITHIN_MS = 120_000

async function checkRelations(database: Pglite): Promise<Finding> {
  const relations = await relationsOf(database)
  if (relations instanceof Error) return broken("relations", `The catalog cannot be read: ${relations.message}.`)
  const damaged: Array<string> = []
  for (const relation of relations) {
    const damage = await damageOf(database, relation)
    if (damage !== undefined) damaged.push(`${relation.name}: ${damage}`)
  }
  const tables = relations.filter(({ kind }) => kind === "table").length
  const counted = `${tables} tables and ${relations.length - tables} indexes`
  return damaged.length === 0
    ? ok("relations", `${counted} are whole.`)
    : broken(
        "relations",
        `Of ${counted} ${damaged.length} ${damaged.length === 1 ? "is" : "are"} not: ${damaged.slice(0, SHOWN_MAX).join("; ")}${damaged.length > SHOWN_MAX ? "; …" : ""}`
      )
}

const SHOWN_MAX = 5

interface Relation {
  readonly oid: string
  readonly name: string
  readonly kind: "table" | "btree" | "gin"
  readonly isUnique: boolean
}

/** Tables first: an index is compared with its table. */
async function relationsOf(database: Pglite): Promise<ReadonlyArray<Relation> | Error> {
  try {
    await database.query("create extension if not exists amcheck")
    const { rows } = await database.query<Relation>(`
      select
        pg_class.oid::text as oid,
        pg_class.oid::regclass::text as name,
        coalesce(nullif(pg_am.amname, 'heap'), 'table') as kind,
        coalesce(indisunique, false) as "isUnique"
      from pg_class
      join pg_am on pg_am.oid = relam
      left join pg_index on indexrelid = pg_class.oid
      where relkind in ('r', 't', 'm', 'i')
        and relpersistence = 'p'
        and amname in ('heap', 'btree', 'gin')
        and coalesce(indisvalid and indisready, true)
      order by relkind = 'i', pg_class.oid`)
    return rows
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** The complaint of `amcheck`, in its own words. */
async function damageOf(database: Pglite, { isUnique, kind, oid }: Relation): Promise<string | undefined> {
  try {
    switch (kind) {
      case "table": {
        const { rows } = await database.query<{ readonly blkno: bigint; readonly msg: string }>(
          `select blkno, msg from verify_heapam(${oid}, check_toast => true) limit 3`
        )
        return rows.length === 0 ? undefined : rows.map(({ blkno, msg }) => `page ${blkno}: ${msg}`).join(", ")
      }
      case "btree":
        await database.query(`select bt_index_check(${oid}, true, ${isUnique})`)
        return undefined
      case "gin":
        await database.query(`select gin_index_check(${oid})`)
        return undefined
    }
  } catch (error) {
    return reasonOf(error)
  }
}

async function sizeOf(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  let size = 0
  for (const entry of entries) if (entry.isFile()) size += (await stat(join(entry.parentPath, entry.name))).size
  return size
}
