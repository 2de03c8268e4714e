// What somebody removed by hand is named before a statement would need it.
import { assert } from "@effect/vitest"
import { Db, migrate, SchemaDamaged } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Layer } from "effect"
import { sql } from "kysely"

onEveryBackend("A schema", Layer.empty, (it) => {
  const after = (...statements: ReadonlyArray<string>) =>
    Effect.gen(function* () {
      const db = yield* Db
      let refusal: unknown
      // What was done to it is undone with the transaction.
      yield* Effect.ignore(
        db.transaction(
          Effect.gen(function* () {
            for (const statement of statements) yield* db.all(() => sql.raw(statement))
            refusal = yield* Effect.exit(migrate())
            return yield* Effect.fail("undo")
          })
        )
      )
      return refusal as { readonly _tag: string }
    })
  const missingAfter = (...statements: ReadonlyArray<string>) =>
    Effect.gen(function* () {
      const db = yield* Db
      return yield* db
        .transaction(
          Effect.gen(function* () {
            for (const statement of statements) yield* db.all(() => sql.raw(statement))
            const refusal = yield* Effect.flip(migrate())
            return yield* Effect.fail(refusal)
          })
        )
        .pipe(Effect.flip)
    })

  it.effect("that is as the migrations made it opens, with whatever others have added", () =>
    Effect.gen(function* () {
      yield* migrate()
      assert.strictEqual(
        (yield* after("create table genie.theirs (id int)", "alter table genie.tasks add column theirs text"))._tag,
        "Success"
      )
    })
  )

  it.effect("without a table, a column, a function, a constraint or a trigger names it", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [statement: string, missing: string]> = [
        ["drop table genie.run_events cascade", "table run_events"],
        ["alter table genie.run_events rename to other", "table run_events"],
        ["alter table genie.tasks drop column title cascade", "column tasks.title text"],
        ["alter table genie.tags drop constraint tags_pkey cascade", "constraint tags.tags_pkey"]
      ]
      for (const [statement, line] of cases) {
        const refusal = yield* missingAfter(statement)
        assert.instanceOf(refusal, SchemaDamaged)
        assert.include((refusal as SchemaDamaged).missing, line)
        assert.include((refusal as SchemaDamaged).message, "genie doctor")
      }
    })
  )

  it.effect("with a view in the place of a table is not taken for whole", () =>
    Effect.gen(function* () {
      const refusal = yield* missingAfter(
        "alter table genie.run_events rename to kept",
        "create view genie.run_events as select * from genie.kept"
      )
      assert.instanceOf(refusal, SchemaDamaged)
      assert.include(refusal.missing, "table run_events")
    })
  )

  it.effect("that only lacks an index opens: it is slower, and right", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const [index] = yield* db.all(
        () => sql<{ name: string }>`
          select indexname as name from pg_indexes i
          where schemaname = 'genie' and not exists (select from pg_constraint where conname = i.indexname)
          order by 1 limit 1`
      )
      assert.strictEqual((yield* after(`drop index genie.${index!.name}`))._tag, "Success")
    })
  )
})
