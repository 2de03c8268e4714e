import { randomUUID } from "node:crypto"
import { readFile, rename, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { findTemplate, templateName } from "@genie/pglite/template"
import { Effect, Layer } from "effect"
import { inject } from "vitest"
import { Db } from "../database/Db.ts"
import { pgliteEngine } from "../database/engines/pglite.ts"
import { genieTemplate } from "../database/template/genieTemplate.ts"

/** A migrated database in memory: a copy of the template that users' databases are copies of. */
export const testPglite: Layer.Layer<Db> = Layer.unwrap(
  Effect.promise(async () => Db.layer(Effect.orDie(pgliteEngine({ template: await pgliteTemplate() }))))
)

/**
 * A migrated data directory of an engine that was shut down, as a tar archive: nothing is recovered when it is opened.
 *
 * The first test of a run unpacks it for the others: to read the file takes a tenth of the time.
 */
export const pgliteTemplate = async (): Promise<Uint8Array> => {
  const path = join(inject("genieRunDirectory"), `${templateName(genieTemplate())}.tar`)
  const known = await readFile(path).catch(() => undefined)
  if (known !== undefined) return known

  const template = await findTemplate(genieTemplate())
  if (template === undefined) throw new Error("There is no template of a database. Run the tests from the sources.")
  // Two may unpack it at once: whoever renames last wins, and both are the same.
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, template)
  await rename(draft, path)
  return template
}
