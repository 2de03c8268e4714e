import { globSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely"
import { describe, expect, inject, it } from "vitest"
import { genieSchema } from "../../src/database/genieSchema.ts"
import { declaredStatements, type Statement } from "../../src/database/statement.ts"
import { freshDatabase } from "../../src/testing/freshDatabase.ts"
import { pgliteTemplate } from "../../src/testing/testPglite.ts"
import { type Describe, describeOnPglite, describeOnPostgres } from "./describe.ts"
import { disagreements } from "./disagreements.ts"
import { variantsOf } from "./variantsOf.ts"

const source = join(import.meta.dirname, "../../src")
for (const file of globSync("{repositories,feed}/**/*.ts", { cwd: source })) await import(join(source, file))

describe("Every declared statement", () => {
  it("is prepared by the embedded engine as it is declared", async () => {
    await using describe = await describeOnPglite(await pgliteTemplate())

    expect(await found(describe)).toEqual([])
  })

  for (const { major } of inject("geniePostgres")) {
    it(`is prepared by PostgreSQL ${major} as it is declared`, () =>
      Effect.gen(function* () {
        const url = yield* freshDatabase({ major })
        yield* Effect.promise(async () => {
          await using describe = await describeOnPostgres(url)

          expect(await found(describe)).toEqual([])
        })
      }).pipe(Effect.scoped, Effect.runPromise))
  }

  it("has a name of its own", () => {
    const names = declaredStatements.map(({ declaration }) => declaration.name)

    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  })
})

const found = async (describe: Describe): Promise<ReadonlyArray<string>> => {
  const sentences = new Set<string>()
  for (const statement of declaredStatements) {
    for await (const sentence of disagreementsOf(statement, describe)) {
      sentences.add(`${statement.declaration.name}: ${sentence}`)
    }
  }
  return [...sentences]
}

async function* disagreementsOf(statement: Statement, describe: Describe) {
  const { declaration } = statement
  const prepared = new Set<string>()
  for (const variant of variantsOf(declaration)) {
    const compiled = compile(statement, variant)
    if (prepared.has(compiled.sql)) continue
    prepared.add(compiled.sql)
    try {
      yield* disagreements(declaration, variant, compiled.parameters, await describe(compiled.sql))
    } catch (error) {
      yield `${(error as Error).message} with ${Object.keys(variant).join(", ")}\n${compiled.sql}`
    }
  }
}

/** Builds statements, and runs none. */
const kysely = genieSchema(
  new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler()
    }
  })
)
const bare = kysely.withoutPlugins()

const compile = (statement: Statement, variant: Record<string, unknown>) => {
  const query = statement(variant)(kysely)
  return query.compile("isRawBuilder" in query ? bare : kysely)
}
