import type { Generated, Kysely } from "kysely"

/** The tables of the shop itself. */
export interface ShopTables {
  readonly orders: { readonly id: Generated<number>; readonly book: string; readonly copies: number }
  readonly stock: { readonly book: string; readonly copies: number }
}

/** Makes the shop's tables, in a schema of their own, with three copies of Emma in stock. */
export const openShop = async (database: Kysely<any>): Promise<Kysely<ShopTables>> => {
  await database.schema.createSchema("shop").ifNotExists().execute()
  const db: Kysely<ShopTables> = database.withSchema("shop")
  await db.schema
    .createTable("orders")
    .addColumn("id", "integer", (column) => column.primaryKey().generatedAlwaysAsIdentity())
    .addColumn("book", "text", (column) => column.notNull())
    .addColumn("copies", "integer", (column) => column.notNull())
    .execute()
  await db.schema
    .createTable("stock")
    .addColumn("book", "text", (column) => column.primaryKey())
    .addColumn("copies", "integer", (column) => column.notNull())
    .execute()
  await db.insertInto("stock").values({ book: "Emma", copies: 3 }).execute()
  return db
}
