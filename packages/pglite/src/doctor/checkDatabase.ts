// The database's own files, read as bytes: whether the engine could start on them. Nothing here opens the database.
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs"
import { join } from "node:path"
import type { DatabaseDirectory } from "../directory/DatabaseDirectory.ts"
import { engineMajor } from "../directory/engineMajor.ts"
import type { Program } from "../directory/Program.ts"
import { type ControlFile, parseControlFile } from "./controlFile.ts"
import { broken, type Finding, ok, problem, reasonOf, run, unknown } from "./Finding.ts"
import { parseMapFile } from "./mapFile.ts"
import { checkpointDamage, placeName, segmentDamage, segmentName, segmentOf } from "./writeAheadLog.ts"

/** The findings, and the control file where it says anything. */
export interface DatabaseCheck {
  readonly findings: ReadonlyArray<Finding>
  readonly control: ControlFile | undefined
}

interface DatabaseOptions {
  readonly isFree: boolean
  readonly program: Program
  /** A finding of the program's own where there is no database. */
  readonly ofAbsence?: () => Finding | undefined
}

/** Whether there is a database that this engine can start on. */
export function checkDatabase(
  { pg }: DatabaseDirectory,
  { isFree, ofAbsence, program }: DatabaseOptions
): DatabaseCheck {
  const names = namesIn(pg)
  if (typeof names === "string")
    return { findings: [unknown("database", `This user cannot look into it: ${names}.`)], control: undefined }
  if (names === undefined || names.length === 0) return { findings: [ofAbsence?.() ?? isNew], control: undefined }
  if (!names.includes("PG_VERSION") && !names.includes("global")) {
    const seen = `"${pg}" holds files that are not a database: ${names.slice(0, 5).join(", ")}.`
    return {
      findings: [problem("database", seen, "Move them away, or name another directory.")],
      control: undefined
    }
  }

  const version = checkVersion(pg, program)
  // A file that another version wrote, or that this user cannot read, says nothing about damage.
  if (version.verdict !== "ok" && version.isDamage !== true) return { findings: [version], control: undefined }
  const control = readControl(pg, isFree)
  if (typeof control === "string")
    return { findings: [version, checkFiles(pg, undefined), broken("control", control)], control: undefined }
  return {
    findings: [version, checkFiles(pg, control), controlFinding(control, isFree), checkLog(pg, control, isFree)],
    control
  }
}

const isNew = ok("database", "None yet: it is made when it is first opened.")

function checkVersion(pg: string, { name }: Program): Finding {
  const file = join(pg, "PG_VERSION")
  const found = read(file)
  if (found instanceof Error) {
    return isMissing(found)
      ? broken(
          "version",
          `"${file}" is missing.`,
          run("Where nothing else is wrong, it can be written anew.", `echo ${engineMajor} > "${file}"`)
        )
      : unknown("version", `This user cannot read it: ${found.message}.`)
  }
  const major = found.toString("latin1").trim()
  if (major === engineMajor) return ok("version", `PostgreSQL ${major}, as this ${name} brings it.`)
  if (!/^\d{1,3}$/.test(major)) return broken("version", `"${file}" does not say a version.`)
  return problem(
    "version",
    `It was made by PostgreSQL ${major}, and this ${name} brings PostgreSQL ${engineMajor}.`,
    `Use the version of ${name} that made it, or export it with that one and import it into a new directory.`
  )
}

/** While an owner writes it, a part of the new text can be read with a part of the old. */
function readControl(pg: string, isFree: boolean): ControlFile | string {
  const file = join(pg, "global", "pg_control")
  let control: ControlFile | string = ""
  for (let attempt = 0; attempt < (isFree ? 1 : 5); attempt++) {
    const found = read(file)
    if (found instanceof Error)
      return isMissing(found) ? `"${file}" is missing.` : `"${file}" cannot be read: ${found.message}.`
    control = parseControlFile(found)
    if (typeof control !== "string") return control
  }
  return `"${file}" ${control}.`
}

function controlFinding({ checkpoint, redo, state, writtenAt }: ControlFile, isFree: boolean): Finding {
  const when = `Checkpoint ${placeName(checkpoint)}, written ${writtenAt.toISOString()}`
  if (!isFree) return ok("control", `In use. ${when}.`)
  return state === "shut down"
    ? ok("control", `Shut down in order. ${when}.`)
    : ok("control", `Not shut down (${state}): the next start recovers from ${placeName(redo)}. ${when}.`)
}

/** Whether the log has the last checkpoint, and everything from where a recovery would begin to it. */
function checkLog(pg: string, control: ControlFile, isFree: boolean): Finding {
  const { checkpoint, redo, segmentBytes, systemIdentifier, timeline } = control
  const from = segmentOf(redo, segmentBytes)
  const to = segmentOf(checkpoint, segmentBytes)
  const file = (segment: bigint) => join(pg, "pg_wal", segmentName(timeline, segment, segmentBytes))
  for (let segment = from; segment <= to && segment < from + SEGMENTS_MAX; segment++) {
    const damage = damageOf(file(segment), { segment, segmentBytes, systemIdentifier })
    if (damage !== undefined) return logDamage(`"${file(segment)}" ${damage}.`)
  }
  const record = checkpointDamage(checkpoint, segmentBytes, (place, length) =>
    readAt(file(segmentOf(place, segmentBytes)), Number(place % BigInt(segmentBytes)), length)
  )
  if (record !== undefined) return logDamage(`The checkpoint at ${placeName(checkpoint)} ${record}.`)
  return ok("log", `It has the checkpoint, and everything since ${placeName(redo)}.`)

  function logDamage(seen: string): Finding {
    // An owner goes on meanwhile: what the control file said may have been removed since.
    const now = isFree ? control : readControl(pg, isFree)
    return typeof now !== "string" && now.checkpoint !== checkpoint
      ? unknown("log", "It goes on faster than it can be looked at.", "Ask again.")
      : broken("log", `${seen} Without it the engine cannot start.`)
  }
}

/** More would mean that the control file is wrong. */
const SEGMENTS_MAX = 1_000n

function damageOf(file: string, expected: Parameters<typeof segmentDamage>[1]): string | undefined {
  const size = statSync(file, { throwIfNoEntry: false })?.size
  if (size === undefined) return "is missing"
  const start = readAt(file, 0, 40)
  return start === undefined ? `is ${size} bytes long` : segmentDamage({ size, start }, expected)
}

/** Files and directories without which the engine does not start: each was taken away, and it did not. */
function checkFiles(pg: string, control: ControlFile | undefined): Finding {
  const missing = [...neededFiles(pg, control)].filter((name) => sizeOf(join(pg, name)) === undefined)
  const damaged = mapFiles(pg).flatMap((name) => {
    const found = read(join(pg, name))
    const map = found instanceof Error ? undefined : parseMapFile(found)
    return typeof map === "string" ? [`"${join(pg, name)}" ${map}.`] : []
  })
  if (missing.length > 0 || damaged.length > 0)
    return broken(
      "files",
      [...(missing.length > 0 ? [`Missing in "${pg}": ${missing.join(", ")}.`] : []), ...damaged].join(" ")
    )

  const lost = neededDirectories.filter((name) => sizeOf(join(pg, name)) === undefined)
  if (lost.length === 0) return ok("files", "Everything that a start needs is there.")
  return problem(
    "files",
    `Directories that may be empty are missing in "${pg}": ${lost.join(", ")}. Some ways of copying leave empty ones out.`,
    run("Make them again.", `mkdir -p -m 700 ${lost.map((name) => `"${join(pg, name)}"`).join(" ")}`)
  )
}

function* neededFiles(pg: string, control: ControlFile | undefined): Generator<string> {
  yield* ["postgresql.conf", "pg_hba.conf", "pg_xact", "pg_wal", "pg_multixact/members", "pg_multixact/offsets"]
  for (const name of mapFiles(pg)) {
    yield name
    const found = read(join(pg, name))
    const map = found instanceof Error ? "" : parseMapFile(found)
    if (typeof map !== "string") for (const file of map) yield join(name, "..", file)
  }
  for (const database of databases(pg)) yield join("base", database, "PG_VERSION")
  if (control === undefined) return
  // The fate of every transaction that may still be asked about, a million in each file.
  const last = Number((control.nextXid & 0xffff_ffffn) - 1n) >>> 0
  for (let file = Math.floor(control.oldestXid / XIDS_PER_FILE); file <= Math.floor(last / XIDS_PER_FILE); file++)
    yield join("pg_xact", file.toString(16).toUpperCase().padStart(4, "0"))
  const multi = Math.floor(control.nextMultiXact / MULTIS_PER_FILE)
  if (control.nextMultiXact % MULTIS_PER_PAGE !== 0)
    yield join("pg_multixact", "offsets", multi.toString(16).toUpperCase().padStart(4, "0"))
}

const XIDS_PER_FILE = 32 * 8192 * 4
const MULTIS_PER_PAGE = 2048
const MULTIS_PER_FILE = 32 * MULTIS_PER_PAGE

const mapFiles = (pg: string): ReadonlyArray<string> => [
  join("global", "pg_filenode.map"),
  ...databases(pg).map((database) => join("base", database, "pg_filenode.map"))
]

/** Numbers, of which every cluster has three at least. Without the third there is nothing to connect to. */
function databases(pg: string): ReadonlyArray<string> {
  const found = namesIn(join(pg, "base"))
  const numbers = Array.isArray(found) ? found.filter((name) => /^\d+$/.test(name)) : []
  return [...new Set([...numbers, "5"])]
}

const neededDirectories = [
  "pg_commit_ts",
  "pg_logical/mappings",
  "pg_logical/snapshots",
  "pg_notify",
  "pg_replslot",
  "pg_subtrans",
  "pg_tblspc",
  "pg_twophase"
]

function read(file: string): Buffer | Error {
  try {
    return readFileSync(file)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function readAt(file: string, at: number, length: number): Buffer | undefined {
  try {
    const descriptor = openSync(file, "r")
    try {
      const bytes = Buffer.alloc(length)
      return readSync(descriptor, bytes, 0, length, at) === length ? bytes : undefined
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return undefined
  }
}

/** Undefined where there is nothing, and why where it cannot be known. */
function namesIn(path: string): Array<string> | string | undefined {
  try {
    return readdirSync(path)
  } catch (error) {
    return isMissing(error) ? undefined : reasonOf(error)
  }
}

const sizeOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.size

const isMissing = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT"
