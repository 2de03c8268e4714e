/**
 * Lets the engine make a database in an empty directory.
 *
 * PostgreSQL makes three: one to work in, and two to copy others from. This engine opens only the first, so nobody could
 * ever vacuum the copies, and the age of theirs is what stops every write after two billion transactions. They are also
 * two thirds of the files, all of which a new directory has to sync.
 */
export async function initialize(directory: string): Promise<void> {
  const { Pglite } = await import("../driver/Pglite.ts")
  // The caller syncs it as a whole.
  await using pglite = await Pglite.open({ directory, durability: "process-crash", maintenance: false })
  for (const statement of dropCopies) await pglite.query(statement)
}

const dropCopies = [
  "update pg_database set datistemplate = false where datistemplate",
  "drop database template0",
  "drop database template1"
]
