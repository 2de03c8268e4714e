// What the callers of a victim write: a statement or a transaction at a time, numbered, so that what each of them has left
// behind follows from how far it came.
import { createHash, randomBytes } from "node:crypto"
import type { Pglite } from "@genie/pglite"

/** These write transactions, over tables that refer to each other. */
export const TRANSACTION_CALLERS = 4

/** These write single statements, all at once, which the engine commits in groups. */
export const STATEMENT_CALLERS = 16

/** So many rows of each caller stay; it deletes the ones before. */
export const ROWS_KEPT = 20

const ITEMS = 3

/** How a caller does its write number `number`. */
export type Write = (database: Pglite, caller: number, number: number) => Promise<void>

/** The callers, from 1. */
export const callers: ReadonlyArray<{ readonly caller: number; readonly write: Write }> = Array.from(
  { length: TRANSACTION_CALLERS + STATEMENT_CALLERS },
  (_, index) => ({
    caller: index + 1,
    write: (...what) => (index < TRANSACTION_CALLERS ? writeOrder(...what) : writeNote(...what))
  })
)

/** Makes the tables, all or none. */
export const makeTables = async (database: Pglite): Promise<void> => {
  const session = database.connect()
  for (const statement of ["begin", ...tables, "commit"]) await session.query(statement)
}

const tables = [
  "create schema kills",
  "create table kills.counters (caller int primary key, value int not null)",
  "create table kills.total (id int primary key, value int not null)",
  `create table kills.orders (
     caller int not null, number int not null, body text not null, digest text not null, primary key (caller, number)
   )`,
  "create index orders_digest on kills.orders (digest)",
  `create table kills.items (
     caller int not null, number int not null, line int not null, primary key (caller, number, line),
     foreign key (caller, number) references kills.orders on delete cascade
   )`,
  `create table kills.notes (
     caller int not null, number int not null, body text not null, digest text not null, primary key (caller, number)
   )`,
  "create index notes_digest on kills.notes (digest)",
  `insert into kills.counters select caller, 0 from generate_series(1, ${TRANSACTION_CALLERS + STATEMENT_CALLERS}) caller`,
  "insert into kills.total values (1, 0)"
]

const writeOrder: Write = async (database, caller, number) => {
  const session = database.connect()
  const { body, digest } = text(caller, number)
  const order = async () => {
    await session.query("begin")
    await session.query("insert into kills.orders values ($1, $2, $3, $4)", [caller, number, body, digest])
    await session.query(`insert into kills.items select $1, $2, line from generate_series(1, ${ITEMS}) line`, [
      caller,
      number
    ])
  }
  // Some change their mind: nothing of it may be there afterwards.
  if (number % 7 === 0) {
    await order()
    await session.query("rollback")
  }
  await order()
  await session.query("update kills.counters set value = $2 where caller = $1", [caller, number])
  await session.query("delete from kills.orders where caller = $1 and number <= $2", [caller, number - ROWS_KEPT])
  await session.query("update kills.total set value = value + 1")
  await session.query("commit")
}

const writeNote: Write = async (database, caller, number) => {
  const { body, digest } = text(caller, number)
  await database.query(
    `with counted as (update kills.counters set value = $2 where caller = $1),
       summed as (update kills.total set value = value + 1),
       gone as (delete from kills.notes where caller = $1 and number <= $5)
     insert into kills.notes values ($1, $2, $3, $4)`,
    [caller, number, body, digest, number - ROWS_KEPT]
  )
}

/** Names its place, so that a row that is somebody else's is seen. Some are too long to be stored in the row. */
const text = (caller: number, number: number) => {
  const bytes = number % 11 === 0 ? 30_000 : number % 5 === 0 ? 6_000 : 90
  const body = `${caller}:${number}:${randomBytes(bytes).toString("base64")}`
  return { body, digest: createHash("md5").update(body).digest("hex") }
}

/** What is in the tables: how far each caller came, and whatever does not fit to that. Undefined: there are no tables. */
export const readTables = async (
  database: Pglite
): Promise<{ readonly values: Readonly<Record<number, number>>; readonly torn: ReadonlyArray<string> } | undefined> => {
  const { rows: made } = await database.query<{ n: number }>(
    "select count(*)::int as n from pg_class where relnamespace = to_regnamespace('kills') and relkind = 'r'"
  )
  if (made[0]!.n === 0) return undefined

  const { rows } = await database.query<Left>(
    `select counters.caller, value,
       coalesce(rows, 0)::int as rows, first, last, coalesce(is_whole, true) as "isWhole",
       coalesce(lines, 0)::int as lines, (coalesce(lines, 0) = coalesce(own_lines, 0)) as "hasOwnLines"
     from kills.counters
     left join (
       select caller, count(*) as rows, min(number) as first, max(number) as last,
         bool_and(md5(body) = digest and starts_with(body, caller || ':' || number || ':')) as is_whole
       from (select * from kills.orders union all select * from kills.notes)
       group by caller
     ) using (caller)
     left join (
       select caller, count(*) as lines, count(orders.number) as own_lines
       from kills.items left join kills.orders using (caller, number)
       group by caller
     ) using (caller)
     order by caller`
  )
  const { rows: totals } = await database.query<{ total: number; sum: number }>(
    "select value as total, (select sum(value)::int from kills.counters) as sum from kills.total"
  )
  const [{ sum, total } = { sum: 0, total: -1 }] = totals
  return {
    values: Object.fromEntries(rows.map(({ caller, value }) => [caller, value])),
    torn: [
      ...(made[0]!.n === TABLES && rows.length === callers.length ? [] : ["Some tables or callers are missing."]),
      ...(sum === total ? [] : [`The callers together made ${sum} writes, and the total says ${total}.`]),
      ...rows.filter((left) => !fits(left)).map((left) => `Caller ${left.caller} left ${JSON.stringify(left)}.`)
    ]
  }
}

const TABLES = 5

interface Left {
  readonly caller: number
  readonly value: number
  readonly rows: number
  readonly first: number | null
  readonly last: number | null
  readonly isWhole: boolean
  readonly lines: number
  readonly hasOwnLines: boolean
}

/** Whether what a caller left is what its counter says: the last rows, whole, without a gap. */
const fits = ({ caller, first, hasOwnLines, isWhole, last, lines, rows, value }: Left): boolean => {
  const kept = Math.min(value, ROWS_KEPT)
  return (
    rows === kept &&
    lines === (caller <= TRANSACTION_CALLERS ? kept * ITEMS : 0) &&
    isWhole &&
    hasOwnLines &&
    (value === 0 || (first === value - kept + 1 && last === value))
  )
}
