// Types that somebody made have numbers that nobody knows in advance. An array of them is read as an array of text, which every
// value has: otherwise it would be the text of an array.
import { readArray } from "@genie/pglite/values"
import type pg from "pg"

/** What is needed to find out. */
interface Asks {
  query(text: string): Promise<pg.QueryResult<{ readonly oid: string }>>
}

export class UserArrays {
  readonly #isArray = new Map<number, boolean>()

  /** Reads the arrays in these rows, in place. */
  async read(result: pg.QueryResult, asks: Asks): Promise<void> {
    if (!result.fields?.some(({ dataTypeID }) => dataTypeID >= FIRST_USER_OID)) return
    const oids = result.fields.map(({ dataTypeID }) => dataTypeID).filter((oid) => oid >= FIRST_USER_OID)
    const unknown = oids.filter((oid) => !this.#isArray.has(oid))
    if (unknown.length > 0) await this.#learn(unknown, asks)
    for (const { dataTypeID, name } of result.fields) {
      if (this.#isArray.get(dataTypeID) !== true) continue
      for (const row of result.rows) if (typeof row[name] === "string") row[name] = readArray(row[name], (text) => text)
    }
  }

  async #learn(oids: ReadonlyArray<number>, asks: Asks): Promise<void> {
    const { rows } = await asks.query(
      `select oid::text as oid from pg_catalog.pg_type where oid in (${oids.join(", ")}) and typcategory = 'A'`
    )
    const arrays = new Set(rows.map(({ oid }) => Number(oid)))
    for (const oid of oids) this.#isArray.set(oid, arrays.has(oid))
  }
}

/** What PostgreSQL itself brings has a smaller number. */
const FIRST_USER_OID = 16_384
