// Which database a command works on, and what is said when it cannot.
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs"
import { connect, createServer } from "node:net"
import { join } from "node:path"
import { Db, layerPostgres } from "@genie/store/database"
import { Effect, Layer } from "effect"
import { sql } from "kysely"
import { describe, expect, it } from "vitest"
import { home } from "./genie.ts"
import { withDatabase } from "./withDatabase.ts"

const misspelled = [
  '"postgres://app:s3cret@host/x"',
  " postgres://app:s3cret@host/x",
  "host=db user=app password=s3cret",
  "postgres:s3cret@host",
  "app:s3cret@host/x",
  "postgresql+psycopg://app:s3cret@host/x",
  "jdbc:postgresql://host/x?password=s3cret",
  "postgres://app:s3cret@ss@host/x",
  "s3cret"
]

describe("an address that is misspelled", () => {
  it("is refused without a word of it, wherever it is written", async () => {
    await using it = home()
    for (const address of misspelled) {
      const ended = [
        await it.genie("task", "list", "--database", address),
        await it.genieWith({ env: { DATABASE_URL: address } }, "status"),
        await it.genieWith({ env: { DATABASE_URL: address, GENIE_DEBUG: "1" } }, "up")
      ]
      for (const { exitCode, stderr, stdout } of ended) {
        expect(exitCode, `${address}: ${stderr}`).toBe(2)
        expect(stdout + stderr).not.toContain("s3cret")
      }
    }
  })

  it("is not repeated where it is typed in the wrong place", async () => {
    await using it = home()
    const address = "postgres://app:s3cret@host/x"

    for (const args of [
      ["task", "list", address],
      ["task", "show", address],
      [address],
      ["schedule", "list", `--databse=${address}`]
    ]) {
      const { stderr, stdout } = await it.genie(...args)
      expect(stdout + stderr, args.join(" ")).not.toContain("s3cret")
    }
  })

  it("is no data directory either, and a tilde is the home", async () => {
    await using it = home()

    const { exitCode, stderr } = await it.genieWith({ env: { GENIE_HOME: "postgres://app:s3cret@host/x" } }, "status")
    const tilde = await it.genieWith({ env: { GENIE_HOME: "~/inside", HOME: it.path } }, "status")

    expect(exitCode).toBe(2)
    expect(stderr).toContain("GENIE_HOME")
    expect(stderr).not.toContain("s3cret")
    expect(tilde.stderr).toContain(join(it.path, "inside"))
  })
})

describe("a mounted secret", () => {
  it(
    "names the database, and the audit key",
    withDatabase(async (url) => {
      await using it = home()
      const address = join(it.path, "address")
      const key = join(it.path, "key")
      writeFileSync(address, `\uFEFF${url}\n`)
      writeFileSync(key, `${Buffer.alloc(32, 7).toString("base64")}\r\n`)
      chmodSync(key, 0o440)
      const env = { DATABASE_URL_FILE: address, GENIE_AUDIT_KEY_FILE: key }

      const made = await it.genieWith({ env }, "project", "create", "SHOP")
      const verified = await it.genieWith({ env }, "audit", "verify")
      const both = await it.genieWith({ env: { ...env, DATABASE_URL: url } }, "project", "list")
      const absent = await it.genieWith({ env: { DATABASE_URL_FILE: "/nowhere/s3cret" } }, "project", "list")

      expect(made, made.stderr).toMatchObject({ exitCode: 0 })
      expect(verified).toMatchObject({ exitCode: 0 })
      expect(both).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("Set one of them") })
      expect(absent).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("DATABASE_URL_FILE") })
    })
  )
})

describe("genie up", () => {
  it(
    "waits for a PostgreSQL that is not there yet, says so in one line, and goes on when it comes",
    withDatabase(async (url) => {
      await using it = home()
      const port = await freePort()
      const address = new URL(url)
      const target = { port: Number(address.port), host: address.hostname }
      address.port = String(port)

      const impatient = await it.genie("up", "--database", address.href, "--wait", "0s")
      const patient = it.start("up", "--database", address.href)
      await patient.said("Waiting for it for 60 s")
      const server = createServer((client) => {
        const upstream = connect(target)
        client.on("error", () => upstream.destroy()).pipe(upstream)
        upstream.on("error", () => client.destroy()).pipe(client)
      }).listen(port, "127.0.0.1")
      await patient.said("Ctrl-C")
      patient.signal("SIGTERM")
      const { exitCode, stderr } = await patient.ended
      server.close()

      expect(impatient).toMatchObject({ exitCode: 5, stderr: expect.stringContaining("nothing listens there") })
      expect(exitCode).toBe(0)
      expect(stderr.trim().split("\n")).toHaveLength(1)
      expect(stderr).not.toContain(address.password)
    })
  )

  it(
    "on a database that takes no changes says so once, and goes on when it takes them again",
    withDatabase(async (url) => {
      await using it = home()
      await it.genie("project", "create", "SHOP", "--database", url)
      const name = new URL(url).pathname.slice(1)
      await administer(url, `alter database ${name} set default_transaction_read_only = on`)

      const up = it.start("up", "--database", url)
      await up.said("Ctrl-C")
      const log = join(it.path, "logs", "genie.jsonl")
      const lines = () =>
        (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []).map(
          (line) => JSON.parse(line) as { readonly level: string; readonly message: unknown }
        )
      await until(() => lines().some(({ message }) => String(message).includes("takes no changes")))
      await administer(
        `${url}?options=-c%20default_transaction_read_only%3Doff`,
        `alter database ${name} reset default_transaction_read_only`,
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and pid <> pg_backend_pid()`
      )
      await until(() => lines().some(({ message }) => String(message).includes("is over")))
      up.signal("SIGTERM")
      await up.ended

      expect(lines().filter(({ message }) => String(message).includes("takes no changes"))).toHaveLength(1)
      expect(readFileSync(join(it.path, "logs", "genie.jsonl"), "utf8")).not.toMatch(/\bat .*\.js:\d+/)
    })
  )
})

describe("genie doctor", () => {
  it(
    "says how a PostgreSQL is, and names a table that somebody dropped",
    withDatabase(async (url) => {
      await using it = home()
      await it.genie("project", "create", "SHOP", "--database", url)
      const well = await it.genie("doctor", "--database", url)
      await administer(url, "drop table genie.run_events cascade")

      const ill = await it.genie("doctor", "--database", url, "--json")
      const opened = await it.genie("up", "--database", url)

      expect(well, well.stdout).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining("everything that the migrations made")
      })
      expect(ill.exitCode).toBe(1)
      expect(ill.stdout).toContain("table run_events")
      expect(opened).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("table run_events") })
    })
  )
})

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" ? (address?.port ?? 0) : 0))
    })
  })

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 50))
}

/** Statements of whoever has the database. */
const administer = (url: string, ...statements: ReadonlyArray<string>): Promise<void> =>
  Effect.runPromise(
    Effect.provide(
      Effect.flatMap(Db, (db) => Effect.forEach(statements, (one) => db.all(() => sql.raw(one)), { discard: true })),
      Layer.fresh(layerPostgres(url))
    )
  )
