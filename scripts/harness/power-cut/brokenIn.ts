// What must hold of the database after a power cut, given what the workload had begun and what it was told was done.
import type { Facts } from "./factsOf.ts"
import { CREATED, type Mark, MIGRATED, PARTS, REFILLED, type Step } from "./Step.ts"

/** What the workload said of its steps up to a moment. */
export interface Said {
  /** Steps that were sent, done or not. */
  readonly begun: ReadonlyArray<Step>
  /** Those of them that were acknowledged. */
  readonly done: ReadonlySet<Step>
}

/** What was said up to a moment, step by step. */
export const saidIn = (marks: ReadonlyArray<Mark>): Said => {
  const steps = new Map<string, Step>()
  const done = new Set<Step>()
  for (const { isDone, step } of marks) {
    const key = JSON.stringify(step)
    if (!steps.has(key)) steps.set(key, step)
    if (isDone) done.add(steps.get(key)!)
  }
  return { begun: [...steps.values()], done }
}

/** A sentence for each promise that was not kept. */
export const brokenIn = ({ begun, done }: Said, facts: Facts): ReadonlyArray<string> => {
  const broken: Array<string> = []
  const say = (sentence: string) => broken.push(sentence)
  /** What was acknowledged is there, and what was never sent is not; in between both are right. */
  const expect = (what: string, isThere: boolean, step: Step | undefined) => {
    if (step === undefined ? isThere : false) say(`${what} is there, and was never committed.`)
    if (step !== undefined && done.has(step) && !isThere) say(`${what} is gone, and was acknowledged.`)
  }
  const ofKind = <K extends Step["kind"]>(kind: K) =>
    begun.filter((step): step is Extract<Step, { kind: K }> => step.kind === kind)
  const byId = <S extends { readonly id: number }>(steps: ReadonlyArray<S>) =>
    new Map(steps.map((step) => [step.id, step]))

  // Transactions over several tables.
  const entries = byId(ofKind("entry"))
  const foundEntries = new Map(facts.entries.map((entry) => [entry.id, entry]))
  for (const id of new Set([...entries.keys(), ...foundEntries.keys()]))
    expect(`Entry ${id}`, foundEntries.has(id), entries.get(id))
  for (const { id, isWhole, parts } of facts.entries)
    if (!isWhole || parts !== PARTS)
      say(`Entry ${id} is half there: ${parts} parts, ${isWhole ? "" : "not "}as it was written.`)
  if (facts.orphans > 0) say(`${facts.orphans} parts are there without their entry.`)
  if (facts.counted !== facts.entries.length)
    say(`${facts.counted} entries were counted in the same transactions, ${facts.entries.length} are there.`)

  // Statements that were sent together, each on its own.
  const notes = byId(ofKind("note"))
  const foundNotes = new Map(facts.notes.map((note) => [note.id, note]))
  for (const id of new Set([...notes.keys(), ...foundNotes.keys()]))
    expect(`Note ${id}`, foundNotes.has(id), notes.get(id))
  for (const { id, isWhole } of facts.notes) if (!isWhole) say(`Note ${id} is not as it was written.`)
  for (const { id, isWhole, version } of facts.cells) {
    if (!isWhole) say(`Cell ${id} is not as it was written.`)
    const writes = ofKind("cell").filter((step) => step.id === id)
    between(`Cell ${id}`, version, writes, done, ({ version }) => version, say)
  }

  // A table that is emptied and filled again in one transaction.
  between("The refilled table", facts.refilled.generation, ofKind("refill"), done, ({ id }) => id, say)
  if (facts.refilled.generation > 0 && (facts.refilled.rows !== REFILLED || facts.refilled.generations !== 1))
    say(`The refilled table is mixed: ${facts.refilled.rows} rows of ${facts.refilled.generations} generations.`)

  // Tables that come and go.
  const dropped = byId(ofKind("drop"))
  const created = byId(ofKind("create"))
  const tables = new Map(facts.tables.map((table) => [table.id, table.rows]))
  for (const id of new Set([...created.keys(), ...tables.keys()])) {
    const drop = dropped.get(id)
    if (drop === undefined) expect(`Table ${id}`, tables.has(id), created.get(id))
    else if (done.has(drop) && tables.has(id)) say(`Table ${id} is back, and that it was dropped was acknowledged.`)
    if (tables.has(id) && tables.get(id) !== CREATED) say(`Table ${id} has ${tables.get(id)} of ${CREATED} rows.`)
  }

  // Migrations: a column, a table, an index and a function at once.
  const migrations = byId(ofKind("migrate"))
  for (const { has, id } of facts.migrations) {
    expect(`Migration ${id}`, has.length > 0, migrations.get(id))
    if (has.length > 0 && has.length < MIGRATED) say(`Migration ${id} is half there: only its ${has.join(", ")}.`)
  }
  for (const [id, step] of migrations)
    if (!facts.migrations.some((migration) => migration.id === id)) expect(`Migration ${id}`, false, step)

  return [...broken, ...facts.corruptions.map((corruption) => `amcheck: ${corruption}`)]
}

/** A value that only grows is not older than what was acknowledged, and not newer than what was sent. */
const between = <S extends Step>(
  what: string,
  found: number,
  steps: ReadonlyArray<S>,
  done: ReadonlySet<Step>,
  valueOf: (step: S) => number,
  say: (sentence: string) => void
): void => {
  const least = Math.max(0, ...steps.filter((step) => done.has(step)).map(valueOf))
  const most = Math.max(0, ...steps.map(valueOf))
  if (found < least) say(`${what} is back at ${found}, and ${least} was acknowledged.`)
  if (found > most) say(`${what} is at ${found}, which was never committed.`)
}
