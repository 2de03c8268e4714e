// Says what is wrong with a PostgreSQL, as the role of its address sees it. Nothing is written.
import { type Finding, ok, problem, run, unknown, warning } from "@genie/pglite/doctor"
import { Effect, Layer } from "effect"
import { sql } from "kysely"
import { migrations } from "../../migrations/index.ts"
import { missingFromSchema } from "../../migrations/migrate.ts"
import { Db } from "../Db.ts"
import { layerPostgres } from "../layers.ts"
import { missingGrant } from "../missingGrant.ts"
import type { SqlError } from "../SqlError.ts"
import { catalogFinding } from "./catalogFinding.ts"

/** Looks at the server of this address. It fails at nothing: a server that does not answer is a finding. */
export const checkServer = (address: string): Effect.Effect<ReadonlyArray<Finding>> =>
  Effect.scoped(
    Effect.gen(function* () {
      const context = yield* Layer.build(layerPostgres(address))
      return yield* Effect.provide(findings, context)
    })
  ).pipe(
    Effect.catch((error) =>
      Effect.succeed([
        error._tag === "SqlError"
          ? unknown("server", `It was lost while it was looked at: ${error.message}.`, "Ask again.")
          : problem("server", error.message)
      ])
    )
  )

const findings = Effect.gen(function* () {
  const { engine } = yield* Db
  const server = ok("server", `PostgreSQL ${engine.version} answers at ${engine.location}.`)
  return [server, yield* standby, ...(yield* schema)]
})

const standby = Effect.gen(function* () {
  const db = yield* Db
  const { isStandby, isReadOnly } = yield* db.one(
    () => sql<{ isStandby: boolean; isReadOnly: boolean }>`
      select pg_is_in_recovery() as "isStandby", current_setting('transaction_read_only') = 'on' as "isReadOnly"`
  )
  if (!isStandby && !isReadOnly) return ok("changes", "It takes changes.")
  return warning(
    "changes",
    isStandby ? "It is a standby, which takes no changes." : "It was made read-only, and takes no changes.",
    "Name the primary server, or wait until it is promoted."
  )
})

/** The contents of schema genie, and what the role may do with it. */
const schema: Effect.Effect<ReadonlyArray<Finding>, SqlError, Db> = Effect.gen(function* () {
  const db = yield* Db
  const ran = yield* db.all(() => sql<{ name: string }>`select name from genie._genie_migrations order by name`)
  const known = new Set(migrations.map(({ name }) => name))
  const newer = ran.find(({ name }) => !known.has(name))
  if (newer !== undefined)
    return [problem("schema", `A newer Genie migrated it (it has "${newer.name}").`, "Upgrade this one.")]
  if (ran.length < migrations.length)
    return [ok("schema", `${migrations.length - ran.length} migrations are missing: the next start runs them.`)]
  const isComplete = ok("schema", `It has all ${ran.length} migrations.`)
  return [isComplete, catalogFinding(yield* missingFromSchema), yield* rights]
}).pipe(
  Effect.catchIf(
    (error) => error.reason === "PermissionDenied",
    ({ message, role }) => Effect.succeed([lacking(message, missingGrant(message, role))])
  ),
  Effect.catchIf(
    (error) => error.sqlState === UNDEFINED_TABLE,
    () => Effect.succeed([ok("schema", "None yet: the first start makes it.")])
  )
)

const UNDEFINED_TABLE = "42P01"

const rights = Effect.gen(function* () {
  const db = yield* Db
  const { role, tables } = yield* db.one(
    () => sql<{ role: string; tables: ReadonlyArray<string> }>`
      select current_user::text as role, coalesce(array_agg(c.relname::text order by c.relname), '{}') as tables
      from pg_catalog.pg_class c
      where c.relnamespace = 'genie'::regnamespace
        and c.relkind in ('r', 'p')
        and not (has_table_privilege(c.oid, 'select') and has_table_privilege(c.oid, 'insert')
          and has_table_privilege(c.oid, 'update') and has_table_privilege(c.oid, 'delete'))`
  )
  if (tables.length === 0) return ok("rights", `The role "${role}" may read and write.`)
  const denied = `permission denied for table ${tables[0]}`
  return lacking(
    `the role "${role}" may not write ${tables.slice(0, SHOWN_MAX).join(", ")}`,
    missingGrant(denied, role)
  )
})

const SHOWN_MAX = 5

const lacking = (denied: string, grant: string): Finding =>
  warning("rights", `A right is missing: ${denied}.`, run("Let the owner of the database run it.", grant))
