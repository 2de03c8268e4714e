import type { Template } from "@genie/pglite/template"
import { checksum } from "../../migrations/checksum.ts"
import { migrations } from "../../migrations/index.ts"
import type { Migration } from "../../migrations/Migration.ts"

/**
 * A database with Genie's schema and nothing else. The identity of a database (instance, organization, logs,
 * keys) is made when it is first opened, never here.
 */
export const genieTemplate = (ran: ReadonlyArray<Migration> = migrations): Template => ({
  contents: ran.map((migration) => `${migration.name} ${checksum(migration)}`),
  package: "@genie/store",
  from: import.meta.url,
  fill: async (directory) => {
    const [{ Effect }, { layerPglite }, { migrate }] = await Promise.all([
      import("effect"),
      import("../layers.ts"),
      import("../../migrations/migrate.ts")
    ])
    await Effect.runPromise(Effect.provide(migrate(ran), layerPglite(directory)))
  }
})
