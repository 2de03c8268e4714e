import { PGlite } from "@electric-sql/pglite"
import { Pglite } from "@genie/pglite"

type Row = Readonly<Record<string, unknown>>
type Statement = readonly [text: string, parameters: ReadonlyArray<unknown>]

/** The database as the workload uses it. */
export interface Client {
  query(text: string, parameters?: ReadonlyArray<unknown>): Promise<ReadonlyArray<Row>>
  transaction(statements: ReadonlyArray<Statement>, end?: "commit" | "rollback"): Promise<void>
  close(): Promise<void>
}

/** Our driver, as it comes. */
export const openGenie = async (directory: string): Promise<Client> => {
  const database = await Pglite.open({ directory })
  return {
    query: async (text, parameters) => (await database.query<Row>(text, parameters)).rows,
    transaction: async (statements, end = "commit") => {
      const session = database.connect()
      await session.query("begin")
      for (const [text, parameters] of statements) await session.query(text, parameters)
      await session.query(end)
    },
    close: () => database.close()
  }
}

/** PGlite as it comes: the control. */
export const openStock = async (directory: string): Promise<Client> => {
  const database = await PGlite.create(directory)
  return {
    query: async (text, parameters) => (await database.query<Row>(text, [...(parameters ?? [])])).rows,
    transaction: (statements, end = "commit") =>
      database.transaction(async (transaction) => {
        for (const [text, parameters] of statements) await transaction.query(text, [...parameters])
        if (end === "rollback") await transaction.rollback()
      }),
    close: () => database.close()
  }
}
