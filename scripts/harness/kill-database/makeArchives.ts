import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Pglite } from "@genie/pglite"
import { PgliteDialect } from "@genie/pglite/kysely"
import { layerKysely, migrate, migrations } from "@genie/store/database"
import { Effect } from "effect"
import { Kysely } from "kysely"
import { schemaOf } from "./schemaOf.ts"

/** Databases of every age to begin with, and what the schema is at each. */
export interface Archives {
  /** The archive of a database on which so many migrations ran: all but the last one. */
  readonly files: ReadonlyArray<string>
  /** By the number of migrations. */
  readonly schemas: ReadonlyMap<number, string>
}

/** Makes them beside each other: one database in memory grows up, and is archived at every age. */
export const makeArchives = async (scratch: string): Promise<Archives> => {
  await using database = await Pglite.open({ extensions: { amcheck: "@electric-sql/pglite/contrib/amcheck" } })
  await database.query("create extension amcheck")
  const kysely = new Kysely({ dialect: new PgliteDialect(database) })
  const files: Array<string> = []
  const schemas = new Map<number, string>()
  for (let age = 0; age <= migrations.length; age++) {
    const younger = migrations.slice(0, age)
    if (age > 0) await Effect.runPromise(Effect.scoped(Effect.provide(migrate(younger), layerKysely(kysely))))
    schemas.set(age, (await schemaOf(database)).schema)
    if (age === migrations.length) break
    const file = join(scratch, `age-${age}.tar`)
    await writeFile(file, await database.dump())
    files.push(file)
  }
  return { files, schemas }
}
