// A server describes a statement without running it, over the protocol: the types of its parameters, and its columns.
import { PGlite } from "@electric-sql/pglite"
import pg from "pg"

/** A column that a statement answers. */
export interface DescribedColumn {
  readonly name: string
  readonly type: string
  /** Whether the column of the table that it is can be null. Undefined: it is computed. */
  readonly isNullable: boolean | undefined
}

export interface Described {
  readonly parameters: ReadonlyArray<string>
  readonly columns: ReadonlyArray<DescribedColumn>
}

export type Describe = (statement: string) => Promise<Described>

/** Describes statements on the embedded engine, which has this data directory. */
export const describeOnPglite = async (template: Uint8Array): Promise<Describe & AsyncDisposable> => {
  const engine = await PGlite.create({ loadDataDir: new Blob([new Uint8Array(template)]) })
  const catalog = await catalogOf(async (query) => (await engine.query<Row>(query)).rows)
  const describe: Describe = async (statement) => {
    const { messages } = await engine.execProtocol(request(statement))
    return read(catalog, messages as ReadonlyArray<Message>)
  }
  return Object.assign(describe, { [Symbol.asyncDispose]: () => engine.close() })
}

/** Describes statements on the server at this address. */
export const describeOnPostgres = async (url: string): Promise<Describe & AsyncDisposable> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const catalog = await catalogOf(async (query) => (await client.query<Row>(query)).rows)
  const describe: Describe = async (statement) =>
    read(
      catalog,
      await new Promise<ReadonlyArray<Message>>((resolve, reject) =>
        client.query(new Question(statement, resolve, reject))
      )
    )
  return Object.assign(describe, { [Symbol.asyncDispose]: () => client.end() })
}

/** Parse, describe, sync: nothing is bound, and so nothing is run. */
const request = (statement: string): Uint8Array =>
  Buffer.concat([message("P", `\0${statement}\0\0\0`), message("D", "S\0"), message("S", "")])

const message = (code: string, body: string): Buffer => {
  const content = Buffer.from(body)
  const length = Buffer.alloc(4)
  length.writeInt32BE(content.length + 4)
  return Buffer.concat([Buffer.from(code), length, content])
}

/** The same for `pg`, which hands a connection to what is submitted. */
class Question implements pg.Submittable {
  readonly #statement: string
  readonly #messages: Array<Message> = []
  readonly #resolve: (messages: ReadonlyArray<Message>) => void
  readonly #reject: (error: Error) => void
  #error: Error | undefined

  constructor(statement: string, resolve: (messages: ReadonlyArray<Message>) => void, reject: (error: Error) => void) {
    this.#statement = statement
    this.#resolve = resolve
    this.#reject = reject
  }

  submit(connection: pg.Connection): void {
    const wire = connection as any
    wire.once("parameterDescription", (message: Message) => this.#messages.push(message))
    wire.parse({ name: "", text: this.#statement, types: [] }, true)
    wire.describe({ type: "S", name: "" }, true)
    wire.sync()
  }

  handleRowDescription(message: Message): void {
    this.#messages.push(message)
  }

  handleError(error: Error): void {
    this.#error = error
  }

  handleReadyForQuery(connection: any): void {
    connection.removeAllListeners("parameterDescription")
    if (this.#error === undefined) this.#resolve(this.#messages)
    else this.#reject(this.#error)
  }
}

type Message =
  | { readonly name: "parameterDescription"; readonly dataTypeIDs: ReadonlyArray<number> }
  | { readonly name: "rowDescription"; readonly fields: ReadonlyArray<Field> }
  | { readonly name: "error" }

interface Field {
  readonly name: string
  readonly tableID: number
  readonly columnID: number
  readonly dataTypeID: number
}

interface Row {
  readonly key: string
  readonly value: string
}

interface Catalog {
  readonly types: ReadonlyMap<string, string>
  readonly nullable: ReadonlyMap<string, boolean>
}

const catalogOf = async (ask: (query: string) => Promise<ReadonlyArray<Row>>): Promise<Catalog> => {
  const types = await ask("select oid::text as key, format_type(oid, null) as value from pg_type")
  const columns = await ask("select attrelid || '.' || attnum as key, attnotnull::text as value from pg_attribute")
  return {
    types: new Map(types.map(({ key, value }) => [key, value])),
    nullable: new Map(columns.map(({ key, value }) => [key, value === "false"]))
  }
}

const read = ({ nullable, types }: Catalog, messages: ReadonlyArray<Message>): Described => {
  const nameOf = (oid: number) => types.get(String(oid)) ?? `unknown type ${oid}`
  const parameters = messages.find(({ name }) => name === "parameterDescription") as
    | Extract<Message, { name: "parameterDescription" }>
    | undefined
  const rows = messages.find(({ name }) => name === "rowDescription") as
    | Extract<Message, { name: "rowDescription" }>
    | undefined
  return {
    parameters: (parameters?.dataTypeIDs ?? []).map(nameOf),
    columns: (rows?.fields ?? []).map(({ columnID, dataTypeID, name, tableID }) => ({
      name,
      type: nameOf(dataTypeID),
      isNullable: tableID === 0 ? undefined : nullable.get(`${tableID}.${columnID}`)
    }))
  }
}
