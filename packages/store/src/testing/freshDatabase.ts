import { createHash, randomUUID } from "node:crypto"
import { Effect, type Scope } from "effect"
import pg from "pg"
import { inject } from "vitest"
import { layerPostgres } from "../database/layers.ts"
import { checksum } from "../migrations/checksum.ts"
import { migrations } from "../migrations/index.ts"
import { migrate } from "../migrations/migrate.ts"

/** Which database to make. */
export interface FreshDatabaseOptions {
  /** The server's major version. Absent: the first of this run. */
  readonly major?: number | undefined
  /** Without Genie's schema. */
  readonly isEmpty?: boolean | undefined
}

/** The address of a database of its own on a real PostgreSQL, migrated, and dropped when the scope closes. */
export const freshDatabase = ({
  major,
  isEmpty = false
}: FreshDatabaseOptions = {}): Effect.Effect<string, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const server = serverOf(major)
      const template = isEmpty ? "template0" : await templateOn(server)
      const name = `genie_test_${randomUUID().replaceAll("-", "")}`
      // Copying its files takes half as long as logging every page, which is the default.
      await administer(server, `create database ${name} template ${template} strategy file_copy`)
      return { server, name, url: databaseOn(server, name) }
    }),
    ({ server, name }) => Effect.promise(() => administer(server, `drop database if exists ${name} with (force)`))
  ).pipe(Effect.map(({ url }) => url))

const serverOf = (major: number | undefined): string => {
  const servers = inject("geniePostgres")
  const server = major === undefined ? servers[0] : servers.find((candidate) => candidate.major === major)
  if (server === undefined) throw new Error(`This run has no PostgreSQL ${major}: see GENIE_TEST_POSTGRES.`)
  return server.url
}

const databaseOn = (server: string, name: string): string => {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

const templates = new Map<string, Promise<string>>()

/** A migrated database to copy. The first test of a run makes it, the others wait for it. */
const templateOn = (server: string): Promise<string> => {
  const known = templates.get(server)
  if (known !== undefined) return known
  const made = makeTemplate(server)
  templates.set(server, made)
  return made
}

const makeTemplate = async (server: string): Promise<string> => {
  const name = `genie_template_${schemaFingerprint().slice(0, 16)}`
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query("select pg_advisory_lock(1)")
    const { rowCount } = await client.query("select from pg_database where datname = $1", [name])
    if (rowCount === 0) {
      const building = `${name}_building`
      await client.query(`drop database if exists ${building} with (force)`)
      await client.query(`create database ${building} template template0`)
      await Effect.runPromise(Effect.provide(migrate(), layerPostgres(databaseOn(server, building))))
      await client.query(`alter database ${building} rename to ${name}`)
    }
    return name
  } finally {
    await client.end()
  }
}

/** Changes with every change of the schema. */
const schemaFingerprint = (): string => createHash("sha256").update(migrations.map(checksum).join()).digest("hex")

const administer = async (server: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
