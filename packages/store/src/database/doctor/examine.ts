// What is wrong with a data directory, and what to do. It works without an owner and beside a live one, writes nothing
// into the directory, takes it from nobody, and says of what it could not look at that it could not.
import { Effect } from "effect"
import { migrations } from "../../migrations/index.ts"
import type { DataDirectory } from "../owner/DataDirectory.ts"
import type { OwnerInfo } from "../owner/OwnerInfo.ts"
import { checkDatabase } from "./checkDatabase.ts"
import { checkDeeply } from "./checkDeeply.ts"
import { checkFileSystem, checkLeftovers, checkPresence, checkRoom, checkRooms } from "./checkDirectory.ts"
import { checkOwner, type OwnerCheck } from "./checkOwner.ts"
import { checkPages } from "./checkPages.ts"
import type { ControlFile } from "./controlFile.ts"
import { type Advice, type Finding, problem, reasonOf, run, unknown } from "./Finding.ts"
import { onceOwnerIsGone } from "./onceOwnerIsGone.ts"

export type { Advice, Finding, Verdict } from "./Finding.ts"

/** All that was looked at. */
export interface Checkup {
  readonly directory: string
  /** No problem was found. There may be warnings, and things that could not be looked at. */
  readonly isHealthy: boolean
  readonly findings: ReadonlyArray<Finding>
  /** What to do about a damaged database, whatever the damage is. */
  readonly todo: ReadonlyArray<Advice>
}

/** How closely to look. */
export interface ExamineOptions {
  /** Also open a copy of the database, and verify every table and index. Only while nobody has it open. */
  readonly isDeep?: boolean
  /** The directory may be on a network file system. */
  readonly allowNetwork?: boolean
}

/** Looks at a data directory. It fails at nothing: what cannot be looked at is a finding too. */
export const examine = Effect.fn("Doctor.examine")(function* (
  directory: DataDirectory,
  options: ExamineOptions = {}
): Effect.fn.Return<Checkup> {
  const findings = yield* findingsOf(directory, options)
  return {
    directory: directory.path,
    isHealthy: findings.every(({ verdict }) => verdict !== "problem"),
    findings,
    todo: findings.some(({ isDamage }) => isDamage) ? afterDamage : []
  }
})

const afterDamage: ReadonlyArray<Advice> = [
  { sentence: "Start nothing here, and copy the directory as it is before anything else is tried." },
  {
    sentence: "Put back the last copy of pg/ that was made while nobody had it open, or move pg/ away to begin anew."
  },
  run("Send us everything that was seen. No data is in it.", "genie doctor --deep --json")
]

const findingsOf = Effect.fnUntraced(function* (
  directory: DataDirectory,
  { allowNetwork = false, isDeep = false }: ExamineOptions
): Effect.fn.Return<ReadonlyArray<Finding>> {
  const { canLook, finding: presence } = checkPresence(directory)
  if (!canLook) return [presence]

  const { findings: aboutOwner, isFree, owner } = yield* checkOwner(directory)
  const findings = [
    presence,
    ...looked("file system", () => checkFileSystem(directory, { allowNetwork })),
    ...looked("room", () => checkRoom(directory)),
    ...looked("privacy", () => checkRooms(directory)),
    ...aboutOwner,
    ...newerOwner(owner),
    ...looked("leftovers", () => checkLeftovers(directory, !isFree))
  ]
  let control: ControlFile | undefined
  findings.push(
    ...looked("database", () => {
      const database = checkDatabase(directory, isFree)
      control = database.control
      return database.findings
    })
  )
  if (control !== undefined) {
    const known = control
    findings.push(...looked("pages", () => checkPages(directory.pg, known, { isFree, isDeep, owner })))
  }
  if (isDeep) findings.push(...(yield* deeply(directory, { isFree, owner, isReadable: control !== undefined })))
  return findings
})

/** What was seen; or that it could not be looked at, and why. */
function looked(check: string, look: () => Finding | ReadonlyArray<Finding>): ReadonlyArray<Finding> {
  try {
    return [look()].flat()
  } catch (error) {
    return [unknown(check, `${reasonOf(error)}.`)]
  }
}

/** The owner knows its own migrations: nobody has to open the database to see that it is of a newer Genie. */
function newerOwner(owner: OwnerInfo | undefined): ReadonlyArray<Finding> {
  const ours = migrations.at(-1)?.name ?? ""
  return owner === undefined || owner.schema <= ours
    ? []
    : [problem("schema", `Its owner is a newer Genie (it has "${owner.schema}").`, "Upgrade this one.")]
}

const deeply = (
  directory: DataDirectory,
  { isFree, isReadable, owner }: Pick<OwnerCheck, "isFree" | "owner"> & { readonly isReadable: boolean }
): Effect.Effect<ReadonlyArray<Finding>> => {
  if (!isReadable)
    return Effect.succeed([unknown("engine", "It was not asked: there is nothing that it could start on.")])
  if (!isFree)
    return Effect.succeed([
      unknown("engine", "Only a database that nobody has open is copied.", onceOwnerIsGone(owner))
    ])
  return Effect.promise(() => checkDeeply(directory)).pipe(
    Effect.catchDefect((error) => Effect.succeed([unknown("engine", `${reasonOf(error)}.`)]))
  )
}
