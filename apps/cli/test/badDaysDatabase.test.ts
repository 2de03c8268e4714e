// Bad days of a PostgreSQL: each is a sentence that says what to do, the right exit code, and nothing half done.
import { once } from "node:events"
import { createServer, type Socket } from "node:net"
import { Db, layerPostgres } from "@genie/store/database"
import { breakableProxy, freshDatabase } from "@genie/store/testing"
import { Effect } from "effect"
import { sql } from "kysely"
import { describe, expect, it } from "vitest"
import { home } from "./genie.ts"

/** Runs the work with the address of a migrated database of its own. */
const withDatabase = (work: (url: string) => Promise<void>) => () =>
  Effect.runPromise(Effect.scoped(Effect.flatMap(freshDatabase(), (url) => Effect.promise(() => work(url)))))

/** The address with a part of it changed. */
const changed = (url: string, change: Partial<Pick<URL, "password" | "pathname">>) =>
  Object.assign(new URL(url), change).href

const bug = /something went wrong|\n +at /i

describe("an address of a database", () => {
  it("that is none is refused without repeating it, because a password may be in it", async () => {
    await using it = home()
    const refusedOf = (database: string) => it.genie("schedule", "list", "--database", database)

    expect(await refusedOf("mysql://ana:secret@localhost/shop")).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringMatching(/^genie: "mysql:" is not a kind of database that Genie knows\. .+postgres:\/\//)
    })
    expect(await refusedOf("postgres://ana:secret@local host:x/shop")).toMatchObject({
      exitCode: 2,
      stderr: expect.not.stringContaining("secret")
    })
  })

  it("at which somebody listens who never answers is given up in bounded time", async () => {
    await using it = home()
    await using silent = await listen(() => {})

    const refused = await it.genie("schedule", "list", "--database", `postgres://ana@127.0.0.1:${silent.port}/shop`)

    expect(refused).toMatchObject({
      exitCode: 5,
      stderr: expect.stringContaining("it did not answer within 10 s. Check the network, or correct the host.")
    })
  })

  it(
    "with a wrong password, or of a database that does not exist, says which and what to do",
    withDatabase(async (url) => {
      await using it = home()

      const wrong = await it.genie("schedule", "list", "--database", changed(url, { password: "not-it" }))
      const missing = await it.genie("schedule", "list", "--database", changed(url, { pathname: "/nowhere" }))

      expect(wrong).toMatchObject({
        exitCode: 5,
        stdout: "",
        stderr: expect.stringContaining("the password is wrong, or there is no such user. Correct the address.")
      })
      expect(wrong.stderr).not.toContain("not-it")
      expect(missing).toMatchObject({
        exitCode: 5,
        stderr: expect.stringContaining('there is no database "nowhere". Make it with: create database "nowhere"')
      })
    })
  )

  it("of a PostgreSQL 14 is refused by its version", async () => {
    await using it = home()
    await using old = await listen(answerAsPostgres14)

    const refused = await it.genie("schedule", "list", "--database", `postgres://ana@127.0.0.1:${old.port}/shop`)

    expect(refused).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^genie: PostgreSQL 14\.9 at .+ is too old: Genie needs 15 or later\.\n$/)
    })
  })
})

describe("a connection that is lost", () => {
  it(
    "under a reading command is a sentence and exit code 5",
    withDatabase(async (url) => {
      await using it = home()
      await using proxy = await breakableProxy(url)
      proxy.breakAt("from genie.schedules")

      const refused = await it.genie("schedule", "list", "--database", proxy.url)

      expect(refused).toMatchObject({
        exitCode: 5,
        stdout: "",
        stderr: expect.stringMatching(/^genie: The connection to the database was lost, and nothing was done/)
      })
      expect(refused.stderr).not.toMatch(bug)
    })
  )

  it(
    "under a commit says that it may have been done, and does it once",
    withDatabase(async (url) => {
      await using it = home()
      await using proxy = await breakableProxy(url)
      // The actor is introduced in a transaction of its own, before the one that enqueues.
      await it.genie("enqueue", "others", "--database", url)
      proxy.breakAt("commit\0")

      const lost = await it.genie("enqueue", "reports", "--database", proxy.url)
      const list = await it.genie("run", "list", "--queue", "reports", "--json", "--database", url)

      expect(lost).toMatchObject({ exitCode: 5, stderr: expect.stringContaining("It may have been done") })
      expect(lost.stderr).not.toMatch(bug)
      expect(JSON.parse(list.stdout).items).toHaveLength(1)
    })
  )

  it(
    "does not end genie up, which works again when the database does",
    withDatabase(async (url) => {
      await using it = home()
      const up = it.start("up", "--database", url, "--allow-shell")
      await up.said("Ctrl-C")

      await query(
        url,
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
      )
      const enqueued = await it.genie("enqueue", "shell", "--run", "echo afterwards", "--database", url)
      await succeeded(it, enqueued.stdout, url)
      up.signal("SIGINT")

      expect(await up.ended).toMatchObject({ exitCode: 0, stderr: "" })
    })
  )
})

describe("a database that was migrated by another Genie", () => {
  it(
    "with an edited migration is refused, and nothing in it changes",
    withDatabase(async (url) => {
      await using it = home()
      await query(url, "update genie._genie_migrations set checksum = 'abc' where name like '0001%'")

      const refused = await it.genie("enqueue", "reports", "--database", url)

      expect(refused).toMatchObject({
        exitCode: 1,
        stderr: expect.stringMatching(/Migration "0001_instance" was edited after it ran .+Restore it/)
      })
      expect(await query(url, "select count(*)::int as count from genie.runs")).toEqual([{ count: 0 }])
    })
  )

  it(
    "of a newer version is refused with the advice to upgrade",
    withDatabase(async (url) => {
      await using it = home()
      await query(
        url,
        "insert into genie._genie_migrations (name, checksum, duration_ms) values ('9999_future', 'x', 0)"
      )

      const refused = await it.genie("schedule", "list", "--database", url)

      expect(refused).toMatchObject({
        exitCode: 3,
        stderr: 'genie: This database was migrated by a newer Genie (it has "9999_future"). Upgrade this one.\n'
      })
    })
  )

  it(
    "sealed with a key that this host does not have is refused by the key's name",
    withDatabase(async (url) => {
      await using first = home()
      await using second = home()
      await first.genie("schedule", "list", "--database", url)

      const refused = await second.genie("enqueue", "reports", "--database", url)

      expect(refused.exitCode).not.toBe(0)
      expect(refused.stderr).toMatch(/key [0-9a-f]{16}/)
      expect(refused.stderr).not.toMatch(bug)
      expect(await query(url, "select count(*)::int as count from genie.runs")).toEqual([{ count: 0 }])
    })
  )
})

const query = (url: string, text: string) =>
  Effect.runPromise(
    Effect.provide(
      Effect.flatMap(Db, (db) => db.all(() => sql.raw(text))),
      layerPostgres(url)
    )
  )

/** Waits until the run that was just enqueued has succeeded. */
const succeeded = async (it: ReturnType<typeof home>, enqueued: string, url: string) => {
  const id = /as (\w{8})/.exec(enqueued)![1]!
  for (;;) {
    const { stdout } = await it.genie("run", "show", id, "--database", url)
    if (stdout.includes("succeeded")) return
    if (/failed|lost/.test(stdout)) throw new Error(stdout)
  }
}

/** Somebody who listens on a free port of the loopback address. */
const listen = async (onConnection: (socket: Socket) => void) => {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on("error", () => {})
    onConnection(socket)
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    port: (server.address() as { readonly port: number }).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    }
  }
}

/** As much of PostgreSQL's protocol as it takes to be asked for the version and to answer 14.9. */
const answerAsPostgres14 = (socket: Socket) => {
  const message = (type: string, ...body: ReadonlyArray<Buffer>) => {
    const length = Buffer.alloc(4)
    length.writeInt32BE(body.reduce((sum, part) => sum + part.length, 4))
    return Buffer.concat([Buffer.from(type), length, ...body])
  }
  const int = (bytes: 2 | 4, value: number) => {
    const buffer = Buffer.alloc(bytes)
    buffer.writeIntBE(value, 0, bytes)
    return buffer
  }
  const ready = message("Z", Buffer.from("I"))
  socket.once("data", () => {
    socket.write(Buffer.concat([message("R", int(4, 0)), ready]))
    socket.on("data", (asked) => {
      if (asked[0] !== "Q".charCodeAt(0)) return
      const column = [
        Buffer.from("server_version\0"),
        int(4, 0),
        int(2, 0),
        int(4, 25),
        int(2, -1),
        int(4, -1),
        int(2, 0)
      ]
      socket.write(
        Buffer.concat([
          message("T", int(2, 1), ...column),
          message("D", int(2, 1), int(4, 4), Buffer.from("14.9")),
          message("C", Buffer.from("SHOW\0")),
          ready
        ])
      )
    })
  })
}
