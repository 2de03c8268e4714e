// Brings a database to this version's schema. Each migration is a transaction of its own, so a failure leaves the
// earlier ones done and nothing half done; a lock that ends with the transaction lets many start at once, also
// behind a pooler, where a session's lock would belong to whoever comes next.
import { Refusal } from "@genie/operation"
import { Effect, Schema } from "effect"
import { sql } from "kysely"
import { Db } from "../database/Db.ts"
import { missingGrant } from "../database/missingGrant.ts"
import { RightMissing, SchemaDamaged } from "../database/refusals.ts"
import type { SqlError } from "../database/SqlError.ts"
import { CATALOG_QUERY } from "./catalogQuery.ts"
import { checksum } from "./checksum.ts"
import { migrations as ours } from "./index.ts"
import type { Migration } from "./Migration.ts"
import { isOnlySlower, missingFrom } from "./missingFrom.ts"

/** A migration that ran on this database is not what it was then. */
export class MigrationEdited extends Refusal<MigrationEdited>()(
  "MigrationEdited",
  { status: 500, title: "A migration was edited" },
  { name: Schema.String, applied: Schema.String, found: Schema.String }
) {
  override get message(): string {
    return (
      `Migration "${this.name}" was edited after it ran on this database (its checksum was ${this.applied}, and is ` +
      `${this.found} now). Restore it, and put the change into a migration of its own.`
    )
  }
}

/** The database knows migrations that this version does not. */
export class DatabaseNewer extends Refusal<DatabaseNewer>()(
  "DatabaseNewer",
  { status: 409, title: "The database is newer" },
  { name: Schema.String }
) {
  override get message(): string {
    return `This database was migrated by a newer Genie (it has "${this.name}"). Upgrade this one.`
  }
}

/** A statement of a migration failed. Nothing of that migration was done. */
export class MigrationFailed extends Refusal<MigrationFailed>()(
  "MigrationFailed",
  { status: 500, title: "A migration failed" },
  { name: Schema.String, statement: Schema.String, reason: Schema.String }
) {
  override get message(): string {
    return `Migration "${this.name}" failed and nothing of it was done: ${this.reason} The statement was: ${this.statement}`
  }
}

/** What migrating can be refused with. */
export type MigrationRefusal = MigrationEdited | DatabaseNewer | MigrationFailed | RightMissing | SchemaDamaged

/**
 * Runs the migrations that this database does not have. When it has them all, that costs one query, which also finds what
 * somebody has removed of what they made.
 */
export const migrate = (
  migrations: ReadonlyArray<Migration> = ours
): Effect.Effect<void, MigrationRefusal | SqlError, Db> =>
  Effect.gen(function* () {
    const found = yield* readFound
    if (found !== undefined && (yield* pending(migrations, found.applied)).length === 0) {
      if (migrations === ours) yield* refuseDamaged(missingFrom(found.lines))
      return
    }
    if (found === undefined) yield* createTable
    while (yield* migrateNext(migrations)) {}
    if (migrations === ours) yield* refuseDamaged(yield* missingFromSchema)
  }).pipe(
    Effect.catchIf(
      (error): error is SqlError => error._tag === "SqlError" && error.reason === "PermissionDenied",
      (error) => Effect.flatMap(rightMissing(error.message), Effect.fail)
    )
  )

/** Somebody may have removed by hand what the next statement would need. */
const refuseDamaged = Effect.fnUntraced(function* (missing: ReadonlyArray<string>) {
  const needed = missing.filter((line) => !isOnlySlower(line))
  if (needed.length > 0) return yield* new SchemaDamaged({ missing: needed })
  if (missing.length > 0)
    yield* Effect.logWarning(`The database is slower than it could be: it lacks ${missing.join(", ")}.`)
})

/** What is missing in schema genie, or is not what the migrations made. */
export const missingFromSchema = Effect.gen(function* () {
  const db = yield* Db
  const lines = yield* db.all(() => sql.raw<{ readonly line: string }>(CATALOG_QUERY))
  return missingFrom(lines.map(({ line }) => line))
})

const rightMissing = (denied: string) =>
  Effect.gen(function* () {
    const db = yield* Db
    const { database, role } = yield* db.one(
      () =>
        sql<{ role: string; database: string }>`select current_user::text as role, current_database()::text as database`
    )
    return new RightMissing({ role, denied, grant: missingGrant(denied, role, database) })
  })

interface Applied {
  readonly name: string
  readonly checksum: string
}

/** What ran on this database, oldest first, and what is there; undefined on one that Genie has never seen. */
const readFound = Effect.gen(function* () {
  const db = yield* Db
  const rows = yield* db.all(
    () => sql<{ readonly name: string | null; readonly checksum: string }>`
      select name, checksum from genie._genie_migrations
      union all
      select null, line from (${sql.raw(CATALOG_QUERY)}) as found`
  )
  const applied = rows.flatMap(({ checksum, name }) => (name === null ? [] : [{ name, checksum }]))
  return {
    applied: applied.sort((a, b) => (a.name < b.name ? -1 : 1)),
    lines: rows.flatMap(({ checksum, name }) => (name === null ? [checksum] : []))
  }
}).pipe(
  Effect.catchIf(
    (error) => error.sqlState === UNDEFINED_TABLE,
    () => Effect.succeed(undefined)
  )
)

const readApplied = Effect.gen(function* () {
  const db = yield* Db
  return yield* db.all(() => sql<Applied>`select name, checksum from genie._genie_migrations order by name`)
})

const UNDEFINED_TABLE = "42P01"

/** The migrations still to run. Refuses a history that is not the beginning of ours. */
const pending = (
  migrations: ReadonlyArray<Migration>,
  applied: ReadonlyArray<Applied>
): Effect.Effect<ReadonlyArray<Migration>, MigrationEdited | DatabaseNewer> =>
  Effect.gen(function* () {
    for (const { name, checksum: before } of applied) {
      const migration = migrations.find((known) => known.name === name)
      if (migration === undefined) return yield* new DatabaseNewer({ name })
      const now = checksum(migration)
      if (now !== before) return yield* new MigrationEdited({ name, applied: before, found: now })
    }
    const names = new Set(applied.map(({ name }) => name))
    return migrations.filter(({ name }) => !names.has(name))
  })

/** One at a time, in the whole database, until the transaction ends. */
const lock = Effect.gen(function* () {
  const db = yield* Db
  // A migration may take as long as it takes.
  yield* db.all(() => sql`set local statement_timeout = 0`)
  yield* db.all(() => sql`select pg_advisory_xact_lock(${MIGRATION_LOCK}::bigint)`)
})

// "genie" in ASCII, so that a person who finds it in pg_locks knows whose it is.
const MIGRATION_LOCK = String(0x67656e6965)

const createTable = Effect.gen(function* () {
  const db = yield* Db
  yield* db.transaction(
    Effect.gen(function* () {
      yield* lock
      // PostgreSQL asks for the right to create one even where it is there already.
      const { isThere } = yield* db.one(
        () => sql<{ isThere: boolean }>`select pg_catalog.to_regnamespace('genie') is not null as "isThere"`
      )
      if (!isThere) yield* db.all(() => sql`create schema genie`)
      for (const statement of table) yield* db.all(() => sql.raw(statement))
    })
  )
})

// Not a migration itself: it is where they are written down.
const table = [
  `create table if not exists genie._genie_migrations (
     name text not null constraint _genie_migrations_pkey primary key,
     checksum text not null,
     applied_at timestamptz not null default statement_timestamp(),
     duration_ms double precision not null
   )`,
  `comment on table genie._genie_migrations is 'The migrations that ran on this database.'`,
  `comment on column genie._genie_migrations.name is 'The migration.'`,
  `comment on column genie._genie_migrations.checksum is 'SHA-256 of its SQL text. An edited migration is refused.'`,
  `comment on column genie._genie_migrations.applied_at is 'When it ran.'`,
  `comment on column genie._genie_migrations.duration_ms is 'How long it took.'`
]

/** Runs the first migration that is missing, and says whether there was one. */
const migrateNext = (migrations: ReadonlyArray<Migration>) =>
  Effect.gen(function* () {
    const db = yield* Db
    return yield* db.transaction(
      Effect.gen(function* () {
        yield* lock
        // Only now is it certain what others have done in the meantime.
        const [next] = yield* pending(migrations, yield* readApplied)
        if (next === undefined) return false

        for (const statement of next.sql) yield* run(next, statement)
        const duration = sql`extract(epoch from clock_timestamp() - transaction_timestamp()) * 1000`
        yield* db.all(
          () => sql`
            insert into genie._genie_migrations (name, checksum, duration_ms)
            values (${next.name}, ${checksum(next)}, ${duration})`
        )
        return true
      })
    )
  })

const run = ({ name }: Migration, statement: string) =>
  Effect.gen(function* () {
    const db = yield* Db
    yield* db.all(() => sql.raw(statement))
  }).pipe(
    Effect.catchIf(
      (error) => !error.isRetryable && error.reason !== "PermissionDenied",
      (error) => new MigrationFailed({ name, statement, reason: `${error.message.replace(/\.?$/, ".")}` })
    )
  )
