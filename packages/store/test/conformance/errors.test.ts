// The same statement fails in the same way on every engine: with the same SQLSTATE, and the same names of what refused it.
import { assert } from "@effect/vitest"
import { Db } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Layer } from "effect"
import { sql } from "kysely"
import { withKysely } from "./withKysely.ts"

const tables = Layer.effectDiscard(
  Effect.gen(function* () {
    const db = yield* Db
    for (const statement of [
      `create table parents (
        id int constraint parents_pkey primary key,
        name text not null,
        size smallint constraint parents_size_positive check (size > 0),
        code char(2),
        span int4range,
        constraint parents_span_free exclude using gist (span with &&)
      )`,
      "create table children (parent int constraint children_parent_fkey references parents)",
      "create domain percent as int constraint percent_range check (value between 0 and 100)",
      "create type mood as enum ('good', 'bad')",
      "create view names as select distinct name from parents",
      "create function fail() returns int language plpgsql as $$ begin raise 'no' using errcode = 'P0042', detail = 'why', hint = 'how'; end $$",
      "insert into parents values (1, 'one', 1, 'aa', '[1,5)')",
      "insert into children values (1)"
    ])
      yield* db.all(() => sql.raw(statement))
  })
)

interface Failure {
  readonly statement: string
  readonly parameters?: ReadonlyArray<unknown>
  /** What the error says, beside its message. */
  readonly said: Readonly<Record<string, string>>
}

const failures: ReadonlyArray<Failure> = [
  {
    statement: "insert into parents values (1, 'x')",
    said: {
      code: "23505",
      table: "parents",
      constraint: "parents_pkey",
      detail: "Key (id)=(1) already exists.",
      schema: "public"
    }
  },
  {
    statement: "insert into children values (9)",
    said: {
      code: "23503",
      table: "children",
      constraint: "children_parent_fkey",
      detail: 'Key (parent)=(9) is not present in table "parents".'
    }
  },
  {
    statement: "delete from parents where id = 1",
    said: {
      code: "23503",
      table: "children",
      constraint: "children_parent_fkey",
      detail: 'Key (id)=(1) is still referenced from table "children".'
    }
  },
  {
    statement: "insert into parents values (2, 'x', 0)",
    said: { code: "23514", table: "parents", constraint: "parents_size_positive" }
  },
  { statement: "insert into parents values (2, null)", said: { code: "23502", table: "parents", column: "name" } },
  {
    statement: "insert into parents values (2, 'x', 1, 'bb', '[2,3)')",
    said: { code: "23P01", table: "parents", constraint: "parents_span_free" }
  },
  { statement: "select 101::percent", said: { code: "23514", dataType: "percent", constraint: "percent_range" } },
  { statement: "select 'ugly'::mood", said: { code: "22P02", position: "8" } },
  { statement: "select 1 / 0", said: { code: "22012" } },
  { statement: "select 40000::smallint", said: { code: "22003" } },
  { statement: "insert into parents values (2, 'x', 1, 'abc')", said: { code: "22001" } },
  { statement: "select 'x'::int", said: { code: "22P02", position: "8" } },
  { statement: "select $1::int", parameters: ["x"], said: { code: "22P02" } },
  { statement: "select $1::text", parameters: ["a\0b"], said: { code: "22021" } },
  { statement: "select '2026-02-30'::date", said: { code: "22008", position: "8" } },
  { statement: "select 'yesterday-ish'::date", said: { code: "22007", position: "8" } },
  { statement: "select '{'::jsonb", said: { code: "22P02", position: "8" } },
  { statement: "select '{1,'::int[]", said: { code: "22P02" } },
  { statement: "select 'a' ~ '('", said: { code: "2201B" } },
  { statement: "select sqrt(-1)", said: { code: "2201F" } },
  { statement: "select ln(0)", said: { code: "2201E" } },
  { statement: "select substring('a' from 1 for -1)", said: { code: "22011" } },
  { statement: "select * from parents limit -1", said: { code: "2201W" } },
  { statement: "select from nowhere", said: { code: "42P01", position: "13" } },
  { statement: "select nothing from parents", said: { code: "42703", position: "8" } },
  { statement: "select nothing(1)", said: { code: "42883", position: "8" } },
  { statement: "selec 1", said: { code: "42601", position: "1" } },
  { statement: "select 1; select 2", said: { code: "42601" } },
  { statement: "select id, count(*) from parents", said: { code: "42803" } },
  { statement: "select parent from children, parents where id = 1 and children.id = 2", said: { code: "42703" } },
  { statement: "select p.id from parents p, parents q where id = 1", said: { code: "42702" } },
  { statement: "select 1 union select 'x'", said: { code: "22P02" } },
  { statement: "select true union select 1", said: { code: "42804" } },
  { statement: "select $1 + $2", parameters: [1, 2], said: { code: "42725" } },
  { statement: "create table parents (id int)", said: { code: "42P07" } },
  { statement: "create schema public", said: { code: "42P06" } },
  { statement: "alter table parents add column name text", said: { code: "42701" } },
  { statement: "create function fail() returns int language sql as 'select 1'", said: { code: "42723" } },
  { statement: "create type mood as enum ('ok')", said: { code: "42710" } },
  { statement: "drop table parents", said: { code: "2BP01" } },
  { statement: "insert into names values ('x')", said: { code: "55000" } },
  { statement: "insert into parents (id, id) values (1, 1)", said: { code: "42701" } },
  { statement: "insert into parents values (2, 'x') on conflict (name) do nothing", said: { code: "42P10" } },
  { statement: "with recursive r as (select 1 union select 2 from r) select nothing from r", said: { code: "42703" } },
  { statement: "select (select id from parents union select 2)", said: { code: "21000" } },
  { statement: "select * from parents for update of nothing", said: { code: "42P01" } },
  { statement: "set nonsense = 1", said: { code: "42704" } },
  { statement: "set statement_timeout = 'soon'", said: { code: "22023" } },
  { statement: "savepoint a", said: { code: "25P01" } },
  { statement: "fetch all from nothing", said: { code: "34000" } },
  { statement: "execute nothing", said: { code: "26000" } },
  { statement: "lock table parents", said: { code: "25P01" } },
  { statement: "select fail()", said: { code: "P0042", detail: "why", hint: "how" } },
  { statement: "select $1::int", parameters: [1, 2], said: { code: "08P01" } },
  { statement: "select $1::int, $2::int", parameters: [1], said: { code: "08P01" } }
]

onEveryBackend("A statement that fails", tables, (it) => {
  for (const { parameters = [], said, statement } of failures)
    it.effect(`(${statement.replaceAll(/\s+/g, " ")}) says ${Object.values(said).join(", ")}`, () =>
      withKysely(async (kysely) => {
        const query = { ...sql.raw(statement).compile(kysely), parameters }

        const error = await kysely.executeQuery(query).then(
          () => assert.fail("It did not fail."),
          (error) => error
        )

        assert.deepStrictEqual(Object.fromEntries(Object.keys(said).map((field) => [field, error[field]])), said)
        assert.isNotEmpty(error.message)
      })
    )
})
