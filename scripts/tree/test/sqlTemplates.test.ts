import { expect, it } from "vitest"
import { uncheckedIn, uncheckedTemplates } from "../sqlTemplates.ts"

/** Statements that run before there is a schema, on a database that may be no Genie's, or in tests. */
const outside =
  /^packages\/store\/src\/(migrations\/migrate|database\/(engines\/host|doctor\/checkServer)|testing\/setClock)\.ts/

it("every sql template is a part of a declared statement, which a test prepares", () => {
  expect(uncheckedTemplates().filter((place) => !outside.test(place))).toEqual([])
})

it("a template that is run as it stands is found, and a fragment is not", () => {
  const source = [
    'const find = statement("find", { sql: () => sql`select 1` })',
    "",
    "const fragment = (id: string) => sql<string>`id is not null`",
    "",
    "export const run = () =>",
    "  db.all(() => sql<{ id: string }>`select id`)"
  ]

  expect(uncheckedIn(source.join("\n"))).toEqual([6])
})
