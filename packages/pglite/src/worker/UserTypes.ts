// Types that somebody made have numbers that nobody knows in advance. An array of them is read as an array of text, which every
// value has: otherwise it would be the text of an array.

/** Runs one statement, and gives its rows as text. */
type Exec = (text: string) => ReadonlyArray<Readonly<Record<string, string | null>>>

export class UserTypes {
  readonly #exec: Exec
  readonly #isArray = new Map<number, boolean>()

  constructor(exec: Exec) {
    this.#exec = exec
  }

  /** Says in the description of the columns that arrays of such types are arrays of text. */
  describe(rowDescription: Buffer): void {
    const places = typesIn(rowDescription)
    const unknown = places.filter(({ oid }) => oid >= FIRST_USER_OID && !this.#isArray.has(oid)).map(({ oid }) => oid)
    if (unknown.length > 0) this.#learn(unknown)
    for (const { at, oid } of places) if (this.#isArray.get(oid) === true) rowDescription.writeUInt32BE(TEXT_ARRAY, at)
  }

  #learn(oids: ReadonlyArray<number>): void {
    for (const oid of oids) this.#isArray.set(oid, false)
    const arrays = `select oid::text as oid from pg_catalog.pg_type where oid in (${oids.join(", ")}) and typcategory = 'A'`
    for (const { oid } of this.#exec(arrays)) this.#isArray.set(Number(oid), true)
  }
}

/** PostgreSQL's own types have smaller numbers. */
const FIRST_USER_OID = 16_384

const TEXT_ARRAY = 1009

/** The place in the message of the type of each column. */
const typesIn = (rowDescription: Buffer): ReadonlyArray<{ readonly at: number; readonly oid: number }> => {
  let at = COLUMNS_AT
  return Array.from({ length: rowDescription.readUInt16BE(COUNT_AT) }, () => {
    const type = rowDescription.indexOf(0, at) + 1 + TYPE_BEHIND_NAME
    at = type + REST_BYTES
    return { at: type, oid: rowDescription.readUInt32BE(type) }
  })
}

/** Behind the letter of the message and its length. */
const COUNT_AT = 5
const COLUMNS_AT = 7

/** Between a name and its type are the table and the number of the column. */
const TYPE_BEHIND_NAME = 6

/** The type, its length, its modifier, and the format. */
const REST_BYTES = 12
