// A role that may not do everything: it works where the schema is there, and a right that is missing is named with the
// statement that gives it.
import { assert, it as test } from "@effect/vitest"
import { Db, layerPostgres, migrated, orUnavailable, RightMissing } from "@genie/store/database"
import { freshDatabase } from "@genie/store/testing"
import { Effect, Layer } from "effect"
import { sql } from "kysely"
import { describe, inject } from "vitest"

let roles = 0

/** A database and a role in it that has no rights but to connect, and how the owner of the database gives it some. */
const withRole = (major: number, isEmpty: boolean) =>
  Effect.gen(function* () {
    const url = yield* freshDatabase({ major, isEmpty })
    const context = yield* Layer.build(Layer.fresh(layerPostgres(url)))
    const role = `app_${process.pid}_${++roles}`
    const asOwner = (statement: string) =>
      Effect.provide(
        Effect.flatMap(Db, (db) => db.all(() => sql.raw(statement))),
        context
      )
    yield* Effect.acquireRelease(asOwner(`create role ${role} login password 'pw'`), () =>
      Effect.ignore(Effect.andThen(asOwner(`drop owned by ${role}`), asOwner(`drop role ${role}`)))
    )
    const address = new URL(url)
    address.username = role
    address.password = "pw"
    return { asOwner, role, store: Layer.fresh(migrated(layerPostgres(address.href))) }
  })

describe.each(inject("geniePostgres"))("On postgres $major", ({ major }) => {
  test.live("a role without the right to create schemas migrates the schema that was made for it", () =>
    Effect.gen(function* () {
      const { asOwner, role, store } = yield* withRole(major, true)
      yield* asOwner(`create schema genie authorization ${role}`)

      const tables = yield* Effect.provide(
        Effect.flatMap(Db, (db) =>
          db.all(() => sql<{ n: number }>`select count(*) as n from pg_tables where schemaname = 'genie'`)
        ),
        store
      )

      assert.isAbove(tables[0]!.n, 20)
    }).pipe(Effect.scoped)
  )

  test.live("a role that may read and write works on a schema that somebody else has made", () =>
    Effect.gen(function* () {
      const { asOwner, role, store } = yield* withRole(major, false)
      yield* asOwner(`grant usage on schema genie to ${role}`)
      yield* asOwner(`grant select, insert, update, delete on all tables in schema genie to ${role}`)

      const rows = yield* Effect.provide(
        Effect.flatMap(Db, (db) => db.all((k) => k.selectFrom("organizations").select("name"))),
        store
      )

      assert.isArray(rows)
    }).pipe(Effect.scoped)
  )

  test.live("a database without the schema names the right to make it", () =>
    Effect.gen(function* () {
      const { role, store } = yield* withRole(major, true)

      const refusal = yield* Effect.flip(Effect.provide(Db, store))

      assert.instanceOf(refusal, RightMissing)
      assert.match(refusal.message, new RegExp(`grant create on database genie_test_\\w+ to ${role}`))
    }).pipe(Effect.scoped)
  )

  test.live("a role without the right to use the schema is told the grants that it needs, and they are enough", () =>
    Effect.gen(function* () {
      const { asOwner, role, store } = yield* withRole(major, false)

      const refusal = yield* Effect.flip(Effect.provide(Db, store))

      assert.instanceOf(refusal, RightMissing)
      assert.include(refusal.message, `grant usage on schema genie to ${role}`)
      for (const grant of refusal.grant.split("; ")) yield* asOwner(grant)
      yield* Effect.provide(Db, store)
    }).pipe(Effect.scoped)
  )

  test.live("a role that may only read does so, and is told what it lacks when it writes", () =>
    Effect.gen(function* () {
      const { asOwner, role, store } = yield* withRole(major, false)
      yield* asOwner(`grant usage on schema genie to ${role}`)
      yield* asOwner(`grant select on all tables in schema genie to ${role}`)

      const refusal = yield* Effect.provide(
        Effect.gen(function* () {
          const db = yield* Db
          yield* db.all((k) => k.selectFrom("tasks").selectAll())
          return yield* Effect.flip(orUnavailable(db.affected(() => sql`delete from genie.tags`)))
        }),
        store
      )

      assert.strictEqual(refusal._tag, "Unavailable")
      assert.include(refusal.message, "permission denied for table tags")
      assert.include(refusal.message, `grant select, insert, update, delete on all tables in schema genie to ${role}`)
    }).pipe(Effect.scoped)
  )
})
