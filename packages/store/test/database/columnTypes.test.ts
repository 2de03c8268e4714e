// The same JavaScript value for each column type on every engine, in both directions.
import { assert } from "@effect/vitest"
import { Db, json } from "@genie/store/database"
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Layer } from "effect"
import { sql } from "kysely"

interface Case {
  readonly type: string
  /** What is written. */
  readonly write: unknown
  /** What is read back, when that is something else. */
  readonly read?: unknown
}

const cases: ReadonlyArray<Case> = [
  { type: "boolean", write: true },
  { type: "boolean", write: false },
  { type: "int2", write: -32_768 },
  { type: "int4", write: 2_147_483_647 },
  { type: "int8", write: Number.MAX_SAFE_INTEGER },
  { type: "int8", write: -42n, read: -42 },
  { type: "oid", write: 4_294_967_295 },
  { type: "float4", write: 0.5 },
  { type: "float8", write: 0.1 },
  { type: "float8", write: -0, read: -0 },
  { type: "float8", write: Number.NaN },
  { type: "float8", write: Number.POSITIVE_INFINITY },
  { type: "numeric", write: "12345678901234567890.123456789" },
  { type: "numeric(10,2)", write: 1.5, read: "1.50" },
  { type: "text", write: "Grüße 'quoted' \"twice\" \\ \n ✓" },
  { type: "text", write: "" },
  { type: "text", write: 7, read: "7" },
  { type: "varchar(20)", write: "short" },
  { type: "char(5)", write: "abc", read: "abc  " },
  { type: "uuid", write: "0193e1c5-7f1a-7c3e-8a55-0123456789ab" },
  { type: "timestamptz", write: "2026-11-20T12:00:00.123456Z" },
  { type: "timestamptz", write: "2026-11-20T12:00:00Z", read: "2026-11-20T12:00:00.000000Z" },
  { type: "timestamptz", write: "2026-11-20 09:00:00.5-03", read: "2026-11-20T12:00:00.500000Z" },
  { type: "timestamptz", write: new Date("2026-11-20T12:00:00.123Z"), read: "2026-11-20T12:00:00.123000Z" },
  { type: "timestamptz", write: "infinity" },
  { type: "timestamptz", write: "-infinity" },
  { type: "timestamptz", write: "0001-01-01T00:00:00.000001Z" },
  { type: "timestamptz", write: new Date("-000043-03-15T12:00:00.000Z"), read: "0044-03-15 12:00:00+00 BC" },
  { type: "timestamptz", write: new Date("0000-12-31T23:59:59.999Z"), read: "0001-12-31 23:59:59.999+00 BC" },
  { type: "timestamptz", write: new Date("0099-01-02T03:04:05.006Z"), read: "0099-01-02T03:04:05.006000Z" },
  { type: "timestamptz", write: new Date("+012000-01-02T03:04:05.006Z"), read: "12000-01-02 03:04:05.006+00" },
  { type: "date", write: new Date("-000043-03-15T12:00:00.000Z"), read: "0044-03-15 BC" },
  { type: "timestamp", write: "2026-11-20T12:00:00.123456" },
  { type: "date", write: "2026-11-20" },
  { type: "date", write: "infinity" },
  { type: "time", write: "23:59:59.999999" },
  { type: "interval", write: "1 day 02:03:04.000005" },
  { type: "bytea", write: new Uint8Array([0, 1, 92, 127, 128, 255]) },
  { type: "bytea", write: new Uint8Array() },
  { type: "jsonb", write: { aB: [1, null, "x"], deep: { snake_case: true } } },
  { type: "jsonb", write: json([1, "two", { three: 3 }]), read: [1, "two", { three: 3 }] },
  { type: "jsonb", write: json("text"), read: "text" },
  { type: "json", write: { b: 1, a: 2 } },
  { type: "inet", write: "10.0.0.1" },
  { type: "text[]", write: ["plain", "with, comma", 'with "quotes"', "with \\ backslash", "", "NULL", null, "{}"] },
  { type: "text[]", write: [] },
  {
    type: "text[]",
    write: [
      ["a", "b"],
      ["c", "d"]
    ]
  },
  { type: "uuid[]", write: ["0193e1c5-7f1a-7c3e-8a55-0123456789ab"] },
  { type: "int4[]", write: [1, null, -3] },
  { type: "int8[]", write: [Number.MAX_SAFE_INTEGER, 2] },
  { type: "boolean[]", write: [true, false] },
  { type: "timestamptz[]", write: ["2026-11-20T12:00:00.123456Z"] },
  { type: "bytea[]", write: [new Uint8Array([1, 2])] },
  { type: "jsonb[]", write: [{ a: 1 }, { b: [2] }] }
]

onEveryBackend("A column", Layer.empty, (it) => {
  for (const [number, { type, write, read = write }] of cases.entries()) {
    it.effect(`of type ${type} gives ${shown(read)} for ${shown(write)}`, () =>
      Effect.gen(function* () {
        const db = yield* Db
        const value = yield* db.transaction(
          Effect.gen(function* () {
            const table = sql.table(`case_${number}`)
            yield* db.all(() => sql`create temporary table ${table} (value ${sql.raw(type)}) on commit drop`)
            yield* db.all(() => sql`insert into ${table} (value) values (${write})`)
            return (yield* db.one(() => sql<{ value: unknown }>`select value from ${table}`)).value
          })
        )

        assert.deepStrictEqual(value, read)
      })
    )
  }

  it.effect("that holds nothing gives null", () =>
    Effect.gen(function* () {
      const db = yield* Db

      const row = yield* db.one(() => sql`select ${null}::text as a, ${undefined}::int8 as b, null::timestamptz as c`)

      assert.deepStrictEqual(row, { a: null, b: null, c: null })
    })
  )

  it.effect("counted gives a number", () =>
    Effect.gen(function* () {
      const db = yield* Db

      const row = yield* db.one(() => sql`select count(*) as found from generate_series(1, 3)`)

      assert.deepStrictEqual(row, { found: 3 })
    })
  )

  it.effect("with a number too large for JavaScript is refused instead of rounded", () =>
    Effect.gen(function* () {
      const db = yield* Db

      const error = yield* Effect.flip(db.all(() => sql`select 9007199254740993::int8 as value`))

      assert.match(error.message, /too large for JavaScript/)
    })
  )

  it.effect("reads the same whatever zone the session is in", () =>
    Effect.gen(function* () {
      const db = yield* Db

      const row = yield* db.transaction(
        Effect.gen(function* () {
          yield* db.all(() => sql`set local timezone to 'Asia/Kathmandu'`)
          return yield* db.one(() => sql`select '2026-01-01T01:00:00.000001+05:45'::timestamptz as value`)
        })
      )

      assert.deepStrictEqual(row, { value: "2025-12-31T19:15:00.000001Z" })
    })
  )

  it.effect("refuses a Date that has no time, by its name", () =>
    Effect.gen(function* () {
      const db = yield* Db

      const exit = yield* Effect.exit(db.all(() => sql`select ${new Date("never")}::timestamptz`))

      assert.match(String(exit), /invalid Date/)
    })
  )

  it.effect("of JSON takes no array for an object, and the refusal says how to write one", () =>
    Effect.gen(function* () {
      const db = yield* Db

      for (const array of [[], [1, "two"], [{ a: 1 }], ["a"]])
        for (const type of ["json", "jsonb"]) {
          const exit = yield* Effect.exit(db.all(() => sql`select ${array}::${sql.raw(type)} as value`))
          assert.match(String(exit), /Parameter 1 is an array.*JSON\.stringify/, JSON.stringify(array))
        }
    })
  )

  it.effect("of arrays of a type that somebody made gives arrays of text", () =>
    Effect.gen(function* () {
      const db = yield* Db
      yield* db.all(() => sql`create type mood as enum ('sad', 'so, so', '{glad}')`)
      yield* db.all(() => sql`create type place as (x int, y int)`)

      const read = db.one(
        () => sql`
          select array['sad', 'so, so', null, '{glad}']::mood[] as moods, '{}'::mood[] as none, null::mood[] as absent,
                 '{glad}'::mood as mood, array[row(1, 2)]::place[] as places, 1 as one`
      )

      const expected = {
        moods: ["sad", "so, so", null, "{glad}"],
        none: [],
        absent: null,
        mood: "{glad}",
        places: ["(1,2)"],
        one: 1
      }
      assert.deepStrictEqual(yield* read, expected)
      assert.deepStrictEqual(yield* db.transaction(read), expected)
    })
  )

  it.effect("called __proto__ is refused by name, however often, and leaves no trace", () =>
    Effect.gen(function* () {
      const db = yield* Db

      for (let time = 0; time < 2; time++) {
        const error = yield* Effect.flip(db.all(() => sql`select 1 as "__proto__", 2 as two`))
        assert.match(error.message, /__proto__/)
      }
      assert.deepStrictEqual(yield* db.one(() => sql`select 2 as two`), { two: 2 })
    })
  )

  it.effect("of dates in another style than ISO is refused instead of read wrongly", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const inStyle = (style: string, type: string) =>
        db.transaction(
          Effect.gen(function* () {
            yield* db.all(() => sql`set local datestyle to ${sql.raw(style)}`)
            return yield* db.one(() => sql`select ${sql.raw(`'2026-02-01'::${type}`)} as value`)
          })
        )

      for (const type of ["date", "timestamp", "timestamptz"]) {
        const error = yield* Effect.flip(inStyle("'SQL, DMY'", type))
        assert.match(error.message, /set datestyle to "ISO"/)
        yield* inStyle("'ISO, DMY'", type)
      }
    })
  )

  it.effect("takes no JSON that is nested too deeply", () =>
    Effect.gen(function* () {
      const db = yield* Db
      const deep = Array.from({ length: 65 }).reduce<unknown>((inner) => [inner], 1)

      const exit = yield* Effect.exit(db.all(() => sql`select ${json(deep)} as value`))

      assert.match(String(exit), /64 levels deep/)
    })
  )
})

const shown = (value: unknown): string =>
  value instanceof Uint8Array
    ? `${value.length} bytes`
    : typeof value === "bigint"
      ? `${value}n`
      : value instanceof Date
        ? "a Date"
        : typeof value === "object" && value !== null && "toOperationNode" in value
          ? "json(…)"
          : Object.is(value, -0)
            ? "-0"
            : typeof value === "number"
              ? String(value)
              : JSON.stringify(value, (_, item) => (item instanceof Uint8Array ? `${item.length} bytes` : item))
