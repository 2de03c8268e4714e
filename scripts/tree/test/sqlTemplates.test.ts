import { expect, it } from "vitest"
import { uncheckedIn, uncheckedTemplates } from "../sqlTemplates.ts"

/** Files whose statements are not declared yet. */
const pending = /^packages\/store\/src\/(repositories\/\w+\.ts|Instance|testing|migrations|feed|database)/

it("every sql template is a part of a declared statement, which a test prepares", () => {
  expect(uncheckedTemplates().filter((place) => !pending.test(place))).toEqual([])
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
