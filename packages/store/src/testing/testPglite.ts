import { randomUUID } from "node:crypto"
import { readFile, rename, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Effect, Layer } from "effect"
import { inject } from "vitest"
import { Db } from "../database/Db.ts"
import { pgliteEngine } from "../database/engines/pglite.ts"
import { migrate } from "../migrations/migrate.ts"
import { schemaFingerprint } from "./freshDatabase.ts"

/** A migrated database in memory. It starts from a dump that the first test of a run leaves for the others. */
export const testPglite: Layer.Layer<Db> = Layer.unwrap(
  Effect.promise(async () => Db.layer(Effect.orDie(pgliteEngine({ template: await template() }))))
)

/** A migrated data directory, as one file. */
const template = async (): Promise<Uint8Array> => {
  const path = join(inject("genieRunDirectory"), `pglite-${schemaFingerprint()}.tar`)
  const known = await readFile(path).catch(() => undefined)
  if (known !== undefined) return known

  const made = await Effect.runPromise(makeTemplate)
  // Two may make it at once: whoever renames last wins, and both are the same.
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, made)
  await rename(draft, path)
  return made
}

const makeTemplate = Effect.gen(function* () {
  const engine = yield* Effect.acquireRelease(Effect.orDie(pgliteEngine()), ({ close }) => close)
  yield* Effect.orDie(Effect.provide(migrate(), Layer.succeed(Db, Db.on(engine))))
  return yield* engine.dump
}).pipe(Effect.scoped)
