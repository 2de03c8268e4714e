// The same failure has the same name on every engine, and says which rule refused it.
import { assert } from "@effect/vitest"
import { catchConstraint, Db, SqlError, type SqlErrorReason } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Layer } from "effect"
import { sql } from "kysely"

const tables = Layer.effectDiscard(
  Effect.gen(function* () {
    const db = yield* Db
    yield* db.all(
      () => sql`
        create table parents (
          id int constraint parents_pkey primary key,
          name text constraint parents_name_present not null,
          size int constraint parents_size_positive check (size > 0),
          span int4range,
          constraint parents_span_free exclude using gist (span with &&)
        )`
    )
    yield* db.all(() => sql`create table children (parent int constraint children_parent_fkey references parents)`)
    yield* db.all(() => sql`insert into parents values (1, 'one', 1, '[1,5)')`)
  })
)

const failures: ReadonlyArray<{
  readonly statement: string
  readonly reason: SqlErrorReason
  readonly sqlState: string
  readonly constraint?: string
}> = [
  {
    statement: "insert into parents values (1, 'x', 1)",
    reason: "UniqueViolation",
    sqlState: "23505",
    constraint: "parents_pkey"
  },
  {
    statement: "insert into children values (9)",
    reason: "ForeignKeyViolation",
    sqlState: "23503",
    constraint: "children_parent_fkey"
  },
  {
    statement: "insert into parents values (2, 'x', 0)",
    reason: "CheckViolation",
    sqlState: "23514",
    constraint: "parents_size_positive"
  },
  { statement: "insert into parents values (2, null, 1)", reason: "NotNullViolation", sqlState: "23502" },
  {
    statement: "insert into parents values (2, 'x', 1, '[2,3)')",
    reason: "ExclusionViolation",
    sqlState: "23P01",
    constraint: "parents_span_free"
  },
  { statement: "select 1 / 0", reason: "DataError", sqlState: "22012" },
  { statement: "select 'x'::int", reason: "DataError", sqlState: "22P02" },
  { statement: "select from nowhere", reason: "SyntaxError", sqlState: "42P01" },
  { statement: "selec 1", reason: "SyntaxError", sqlState: "42601" },
  { statement: "do $$ begin raise sqlstate '40001'; end $$", reason: "SerializationError", sqlState: "40001" },
  { statement: "do $$ begin raise sqlstate '40P01'; end $$", reason: "DeadlockError", sqlState: "40P01" },
  { statement: "do $$ begin raise sqlstate '55P03'; end $$", reason: "LockTimeout", sqlState: "55P03" },
  { statement: "do $$ begin raise sqlstate '57014'; end $$", reason: "StatementTimeout", sqlState: "57014" },
  { statement: "do $$ begin raise sqlstate '53100'; end $$", reason: "OutOfResources", sqlState: "53100" },
  { statement: "do $$ begin raise sqlstate '42501'; end $$", reason: "PermissionDenied", sqlState: "42501" },
  { statement: "do $$ begin raise exception 'our own'; end $$", reason: "UnknownError", sqlState: "P0001" }
]

onEveryBackend("A failing statement", tables, (it) => {
  for (const { statement, reason, sqlState, constraint } of failures) {
    it.effect(`(${statement}) is a ${reason}`, () =>
      Effect.gen(function* () {
        const db = yield* Db

        const error = yield* Effect.flip(db.all(() => sql.raw(statement)))

        assert.instanceOf(error, SqlError)
        assert.deepStrictEqual([error.reason, error.sqlState, error.constraint], [reason, sqlState, constraint])
      })
    )
  }

  it.effect("becomes a refusal by the name of its constraint", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const insert = db.affected(() => sql`insert into parents values (1, 'x', 1)`)

      const refused = yield* Effect.flip(
        insert.pipe(catchConstraint("parents_pkey", () => Effect.fail("there is one already")))
      )
      const other = yield* Effect.flip(insert.pipe(catchConstraint("parents_other", () => Effect.fail("no"))))

      assert.strictEqual(refused, "there is one already")
      assert.instanceOf(other, SqlError)
    })
  )

  it.effect("that was to give one row and gave another number is a defect", () =>
    Effect.gen(function* () {
      const db = yield* Db

      const none = yield* Effect.exit(db.one(() => sql`select 1 where false`))
      const two = yield* Effect.exit(db.maybeOne(() => sql`select * from generate_series(1, 2)`))

      assert.match(String(none), /exactly one row gave 0/)
      assert.match(String(two), /one row at most gave 2/)
    })
  )
})
