// Every client has a session of its own with one embedded database: what pglite-socket did to such clients was to write 6 of
// 300 rows into another's table, without an error.
import { join } from "node:path"
import { Pglite, type PgliteSession } from "@genie/pglite"
import type { HarnessOptions } from "../Harness.ts"
import { randomFrom } from "../randomFrom.ts"
import { LARGE_BYTES, SMALL_BYTES } from "./bytes.ts"
import { type Letter, letter, wrongIn } from "./letter.ts"

/** Each with statements of its own: a row that ends up in another's is seen. */
const TABLES = 10

/** What every client does, one after the other, while all the others do the same. */
const ROUNDS = 3

/** What came of it. */
export interface Outcome {
  readonly letters: number
  /** A sentence for each row that is not what was sent, is somebody else's, or is missing. */
  readonly wrong: ReadonlyArray<string>
  readonly seconds: number
}

/** Sends everything and reads it back. `tamper` is done to the database in between: for the test of the harness. */
export const throughDriver = async (
  scratch: string,
  { seed, signal, size }: HarnessOptions,
  tamper: (database: Pglite) => Promise<unknown> = async () => {}
): Promise<Outcome> => {
  const startedAt = performance.now()
  const random = randomFrom(seed)
  await using database = await Pglite.open({ directory: join(scratch, "driver") })
  const tables = Array.from({ length: TABLES }, (_, table) => `letters_${table}`)
  for (const table of tables)
    await database.query(
      `create table ${table} (client int, number int, digest text, text text, primary key (client, number))`
    )
  const wrong: Array<string> = []
  const kept = new Map<string, Letter>()

  const correspond = async (client: number): Promise<void> => {
    const table = tables[client % TABLES]!
    const session = database.connect()
    const send = async (letter: Letter) => {
      const { client, digest, number, text } = letter
      await session.query(`insert into ${table} values ($1, $2, $3, $4)`, [client, number, digest, text])
      const found = await read(session, table, letter)
      const problem = found === undefined ? `Letter ${number} of client ${client} is missing.` : wrongIn(letter, found)
      if (problem !== undefined) wrong.push(problem)
    }
    const keep = async (letter: Letter) => {
      await send(letter)
      kept.set(`${table} ${letter.client} ${letter.number}`, letter)
    }

    for (let number = 0; number < ROUNDS * 4; number += 4) {
      signal.throwIfAborted()
      await keep(letter(client, number, LARGE_BYTES))
      await keep(letter(client, number + 1, SMALL_BYTES))
      const sent = [letter(client, number + 2, LARGE_BYTES), letter(client, number + 3, SMALL_BYTES)]
      const isKept = random() < 0.5
      await session.query("begin")
      for (const letter of sent) await (isKept ? keep : send)(letter)
      await session.query(isKept ? "commit" : "rollback")
    }
  }
  await Promise.all(Array.from({ length: size }, (_, client) => correspond(client)))
  await tamper(database)

  const session = database.connect()
  for (const table of tables) {
    const { rows } = await session.query<Letter>(`select client, number from ${table}`)
    for (const row of rows) {
      const sent = kept.get(`${table} ${row.client} ${row.number}`)
      if (sent === undefined)
        wrong.push(`Letter ${row.number} of client ${row.client} is in ${table}, and was not sent.`)
    }
  }
  for (const [place, sent] of kept) {
    const [table = ""] = place.split(" ")
    const found = await read(session, table, sent)
    const problem =
      found === undefined ? `Letter ${sent.number} of client ${sent.client} is lost.` : wrongIn(sent, found)
    if (problem !== undefined) wrong.push(problem)
  }
  return { letters: kept.size, wrong, seconds: Math.round((performance.now() - startedAt) / 1_000) }
}

const read = async (session: PgliteSession, table: string, { client, number }: Letter) => {
  const { rows } = await session.query<Letter>(`select * from ${table} where client = $1 and number = $2`, [
    client,
    number
  ])
  return rows[0]
}
