// The program whose disk is recorded: it works on a database, and says of every step when it sends it and when it is done.
// `workload.ts genie|stock DIRECTORY SEED FIRST_NUMBER`
import { randomFrom } from "../randomFrom.ts"
import { openGenie, openStock } from "./Client.ts"
import { mark } from "./Recorded.ts"
import { CREATED, PARTS, REFILLED, type Step } from "./Step.ts"

const [kind, directory, seed, first] = process.argv.slice(2)
const random = randomFrom(Number(seed))
const db = await (kind === "stock" ? openStock : openGenie)(directory!)
let number = Number(first)

/** Does a step, and says so before and after. */
const step = async (step: Step, work: () => Promise<unknown>) => {
  mark({ step, isDone: false })
  await work()
  mark({ step, isDone: true })
}

const entry = (id: number) =>
  step({ kind: "entry", id }, () =>
    db.transaction([
      ["insert into entries (id, body, digest) values ($1, body_of($1), md5(body_of($1)))", [id]],
      [`insert into parts select $1::int, n from generate_series(1, ${PARTS}) as n`, [id]],
      ["update counts set entries = entries + 1", []],
      ["update entries set touched = touched + 1 where id between $1::int - 8 and $1::int - 1", [id]]
    ])
  )

/** Written and taken back: nobody may ever see it. */
const regretted = (id: number) =>
  db.transaction(
    [
      ["insert into entries (id, body, digest) values ($1, body_of($1), '')", [id]],
      ["update counts set entries = entries + 1", []]
    ],
    "rollback"
  )

const note = (id: number) =>
  step({ kind: "note", id }, () => db.query("insert into notes values ($1::int, 'note ' || md5($1::int::text))", [id]))

const versions = new Map<number, number>()
const cell = (id: number) => {
  const version = versions.get(id)! + 1
  versions.set(id, version)
  return step({ kind: "cell", id, version }, () =>
    db.query("update cells set version = $2::int, body = repeat('v' || $2::int::text, 20) where id = $1", [id, version])
  )
}

/** Many at once, none of them waiting for another. At times one of them writes to every place where there is something. */
const together = () => {
  const length = 5 + Math.floor(random() * 20)
  const upkeepAt = random() < 0.3 ? Math.floor(random() * length) : -1
  return Promise.all(
    Array.from({ length }, (_, index) => {
      if (index === upkeepAt) return random() < 0.7 ? db.query("checkpoint") : upkeep()
      return random() < 0.6 ? note(number++) : cell(1 + Math.floor(random() * CELLS))
    })
  )
}

const refill = (id: number) =>
  step({ kind: "refill", id }, () =>
    db.transaction([
      ["truncate refilled", []],
      [`insert into refilled select $1::int, n, md5(n::text) from generate_series(1, ${REFILLED}) as n`, [id]]
    ])
  )

const tables: Array<number> = []
const create = (id: number) => {
  tables.push(id)
  return step({ kind: "create", id }, () =>
    db.transaction([
      [`create table extra_${id} (id int primary key, body text)`, []],
      [`insert into extra_${id} select n, md5(n::text) from generate_series(1, ${CREATED}) as n`, []],
      [`create index on extra_${id} (body)`, []]
    ])
  )
}
const drop = async () => {
  const [id] = tables.splice(Math.floor(random() * tables.length), 1)
  if (id !== undefined) await step({ kind: "drop", id }, () => db.query(`drop table extra_${id}`))
}

const migrate = (id: number) =>
  step({ kind: "migrate", id }, () =>
    db.transaction([
      [`alter table migrated add column column_${id} int`, []],
      [`update migrated set column_${id} = id`, []],
      [`create table table_${id} (id int primary key)`, []],
      [`create index index_${id} on migrated (column_${id})`, []],
      [`create function function_${id}() returns int language sql as 'select ${id}'`, []],
      ["insert into migrations values ($1)", [id]]
    ])
  )

const upkeep = () => {
  const all = [
    "vacuum",
    "vacuum analyze entries",
    "vacuum full migrated",
    "vacuum full pg_class",
    "reindex table notes",
    "cluster parts using parts_pkey",
    "delete from parts where entry < 0"
  ]
  return db.query(all[Math.floor(random() * all.length)]!)
}

const CELLS = 20
const ROUNDS = 150
for (const { id, version } of await db.query("select id, version from cells")) versions.set(Number(id), Number(version))

const choices: ReadonlyArray<readonly [weight: number, work: () => Promise<unknown>]> = [
  [30, () => entry(number++)],
  [5, () => regretted(number++)],
  [30, together],
  [6, () => refill(number++)],
  [7, () => create(number++)],
  [5, drop],
  [3, () => migrate(number++)],
  [7, () => db.query("checkpoint")],
  [5, upkeep],
  [2, () => db.query("create temp table passing as select body_of(n) from generate_series(1, 50) as n")],
  [2, () => db.query("drop table if exists passing")]
]
const weights = choices.reduce((sum, [weight]) => sum + weight, 0)
for (let round = 0; round < ROUNDS; round++) {
  let left = random() * weights
  const isIt = ([weight]: readonly [weight: number, ...rest: unknown[]]) => {
    left -= weight
    return left < 0
  }
  const [, work] = choices.find(isIt)!
  await work().catch((error) => {
    // It is there already.
    if (!/passing/.test(error.message)) throw error
  })
}
await db.close()
process.exit(0)
