import { readdirSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Pglite } from "@genie/pglite"
import type { OwnerInfo } from "@genie/pglite/directory"
import {
  type Checkup,
  examine as examineDirectory,
  type Finding,
  ok,
  problem,
  reasonOf,
  run,
  warning
} from "@genie/pglite/doctor"
import { Effect } from "effect"
import { CATALOG_QUERY } from "../../migrations/catalogQuery.ts"
import { migrations } from "../../migrations/index.ts"
import { missingFrom } from "../../migrations/missingFrom.ts"
import type { DataDirectory } from "../owner/DataDirectory.ts"
import { genie } from "../owner/genie.ts"
import { catalogFinding } from "./catalogFinding.ts"

/** How closely to look. */
export interface ExamineOptions {
  /** Also open a copy of the database, and verify every table and index. Only while nobody has it open. */
  readonly isDeep?: boolean
  /** The directory may be on a network file system. */
  readonly allowNetwork?: boolean
}

/** Looks at a data directory: at its database, and at what Genie keeps in it. It fails at nothing. */
export const examine = Effect.fn("Doctor.examine")(function* (
  directory: DataDirectory,
  options: ExamineOptions = {}
): Effect.fn.Return<Checkup> {
  const checkup = yield* Effect.promise(() =>
    examineDirectory(directory, {
      ...options,
      program: genie,
      rooms: privatePaths(directory),
      ofOwner: newerOwner,
      ofAbsence: () => lostDatabase(directory),
      ofDatabase: checkSchema
    })
  )
  return checkup.todo.length === 0 ? checkup : { ...checkup, todo: [...checkup.todo, sendUs] }
})

const sendUs = run("Send us everything that was seen. No data is in it.", "genie doctor --deep --json")

/** Files and rooms that must be nobody else's. A closed room closes what lies deeper in it, except keys: others may copy them. */
function privatePaths({ backups, keys, logs, run, socket, token }: DataDirectory): ReadonlyArray<string> {
  const sockets = dirname(socket)
  return [
    ...[keys, run, logs, backups, token],
    ...(sockets === run ? [] : [sockets]),
    ...namesIn(keys).map((name) => join(keys, name))
  ]
}

/** The owner knows its own migrations: nobody has to open the database to see that it is of a newer Genie. */
function newerOwner({ schema }: OwnerInfo & { readonly schema?: unknown }): ReadonlyArray<Finding> {
  const ours = migrations.at(-1)?.name ?? ""
  return typeof schema !== "string" || schema <= ours
    ? []
    : [problem("schema", `Its owner is a newer Genie (it has "${schema}").`, "Upgrade this one.")]
}

function lostDatabase({ keys, pg }: DataDirectory): Finding | undefined {
  if (namesIn(keys).length === 0) return undefined
  return warning(
    "database",
    "There is none here, and keys/ has the keys of one: of a PostgreSQL, or of one that was removed.",
    `If it was here, put "${pg}" back before anything is started: the next command makes an empty one.`
  )
}

/** Whether this Genie knows everything that was done to the schema. */
async function checkSchema(database: Pglite): Promise<ReadonlyArray<Finding>> {
  try {
    const { rows } = await database.query<{ readonly name: string }>(
      "select name from genie._genie_migrations order by name"
    )
    const known = new Set(migrations.map(({ name }) => name))
    const newer = rows.find(({ name }) => !known.has(name))
    if (newer !== undefined)
      return [problem("schema", `A newer Genie migrated it (it has "${newer.name}").`, "Upgrade this one.")]
    if (rows.length < migrations.length)
      return [ok("schema", `${migrations.length - rows.length} migrations are missing: the next start runs them.`)]
    const lines = await database.query<{ readonly line: string }>(CATALOG_QUERY)
    return [
      ok("schema", `It has all ${rows.length} migrations.`),
      catalogFinding(missingFrom(lines.rows.map(({ line }) => line)))
    ]
  } catch (error) {
    return [
      warning("schema", `It is not Genie's: ${reasonOf(error)}.`, "Does the directory belong to another program?")
    ]
  }
}

function namesIn(path: string): ReadonlyArray<string> {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
