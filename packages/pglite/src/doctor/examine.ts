// Says what is wrong with a directory, and what to do. It works without an owner and beside a live one, writes nothing into the
// directory, takes it from nobody, and says of what it could not look at that it could not.
import type { DatabaseDirectory } from "../directory/DatabaseDirectory.ts"
import type { OwnerInfo } from "../directory/ownerFile.ts"
import { type Program, someProgram } from "../directory/Program.ts"
import type { Pglite } from "../driver/Pglite.ts"
import { checkDatabase } from "./checkDatabase.ts"
import { checkDeeply } from "./checkDeeply.ts"
import { checkFileSystem, checkLeftovers, checkPresence, checkRoom, checkRooms } from "./checkDirectory.ts"
import { checkOwner, type OwnerCheck } from "./checkOwner.ts"
import { checkPages } from "./checkPages.ts"
import type { ControlFile } from "./controlFile.ts"
import { type Advice, type Finding, reasonOf, unknown } from "./Finding.ts"
import { onceOwnerIsGone } from "./onceOwnerIsGone.ts"

/** All that was looked at. */
export interface Checkup {
  readonly directory: string
  /** No problem was found. There may be warnings, and things that could not be looked at. */
  readonly isHealthy: boolean
  readonly findings: ReadonlyArray<Finding>
  /** Things to do about a damaged database, whatever the damage is. */
  readonly todo: ReadonlyArray<Advice>
}

/** How closely to look, and what only the program knows whose directory it is. */
export interface ExamineOptions {
  /** Also open a copy of the database, and verify every table and index. Only while nobody has it open. */
  readonly isDeep?: boolean
  /** The directory may be on a network file system. */
  readonly allowNetwork?: boolean
  readonly program?: Program
  /** Files and directories of the program's own that must be nobody else's. */
  readonly rooms?: ReadonlyArray<string>
  /** Says what the program has against the owner of the directory. */
  readonly ofOwner?: (owner: OwnerInfo) => ReadonlyArray<Finding>
  /** Says what the program has to say where there is no database. */
  readonly ofAbsence?: () => Finding | undefined
  /** Looks at the program's own tables, in a copy of the database. */
  readonly ofDatabase?: (database: Pglite) => Promise<ReadonlyArray<Finding>>
}

/** Looks at a directory. It fails at nothing: what cannot be looked at is a finding too. */
export async function examine(directory: DatabaseDirectory, options: ExamineOptions = {}): Promise<Checkup> {
  const findings = await findingsOf(directory, options)
  return {
    directory: directory.path,
    isHealthy: findings.every(({ verdict }) => verdict !== "problem"),
    findings,
    todo: findings.some(({ isDamage }) => isDamage) ? afterDamage : []
  }
}

const afterDamage: ReadonlyArray<Advice> = [
  { sentence: "Start nothing here, and copy the directory as it is before anything else is tried." },
  { sentence: "Put back the last copy of pg/ that was made while nobody had it open, or move pg/ away to begin anew." }
]

async function findingsOf(directory: DatabaseDirectory, options: ExamineOptions): Promise<ReadonlyArray<Finding>> {
  const { allowNetwork = false, isDeep = false, program = someProgram, rooms = [] } = options
  const { canLook, finding: presence } = checkPresence(directory)
  if (!canLook) return [presence]

  const { findings: aboutOwner, isFree, owner } = await checkOwner(directory)
  const findings = [
    presence,
    ...looked("file system", () => checkFileSystem(directory, allowNetwork, program)),
    ...looked("room", () => checkRoom(directory)),
    ...looked("privacy", () => checkRooms(directory, rooms)),
    ...aboutOwner,
    ...(owner === undefined ? [] : (options.ofOwner?.(owner) ?? [])),
    ...looked("leftovers", () => checkLeftovers(directory, !isFree))
  ]
  let control: ControlFile | undefined
  findings.push(
    ...looked("database", () => {
      const database = checkDatabase(directory, { ...options, isFree, program })
      control = database.control
      return database.findings
    })
  )
  if (control !== undefined) {
    const known = control
    findings.push(...looked("pages", () => checkPages(directory.pg, known, { isFree, isDeep, owner, program })))
  }
  if (isDeep)
    findings.push(
      ...(await deeply(directory, { ...options, program, isFree, owner, isReadable: control !== undefined }))
    )
  return findings
}

/** The findings; or that it could not be looked at, and why. */
function looked(check: string, look: () => Finding | ReadonlyArray<Finding>): ReadonlyArray<Finding> {
  try {
    return [look()].flat()
  } catch (error) {
    return [unknown(check, `${reasonOf(error)}.`)]
  }
}

interface DeepLook extends Pick<OwnerCheck, "isFree" | "owner">, Pick<ExamineOptions, "ofDatabase"> {
  readonly isReadable: boolean
  readonly program: Program
}

async function deeply(
  directory: DatabaseDirectory,
  { isFree, isReadable, owner, ...options }: DeepLook
): Promise<ReadonlyArray<Finding>> {
  if (!isReadable) return [unknown("engine", "It was not asked: there is nothing that it could start on.")]
  if (!isFree)
    return [
      unknown("engine", "Only a database that nobody has open is copied.", onceOwnerIsGone(owner, options.program))
    ]
  try {
    return await checkDeeply(directory, options)
  } catch (error) {
    return [unknown("engine", `${reasonOf(error)}.`)]
  }
}
