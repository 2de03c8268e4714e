// Settings on which an acknowledged commit depends stay what they are, whichever way somebody tries to change them.
import { spawn } from "node:child_process"
import { appendFileSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { Pglite } from "@genie/pglite"
import { describe, expect, it } from "vitest"
import { freshPglite } from "./freshPglite.ts"
import { temporaryDirectory } from "./temporaryDirectory.ts"

const program = fileURLToPath(new URL("acknowledging.ts", import.meta.url))

const held: Readonly<Record<string, readonly [held: string, other: string]>> = {
  synchronous_commit: ["on", "off"],
  fsync: ["on", "off"],
  full_page_writes: ["on", "off"],
  wal_sync_method: ["fsync", "open_sync"],
  zero_damaged_pages: ["off", "on"],
  ignore_checksum_failure: ["off", "on"],
  synchronous_standby_names: ["", "nobody"],
  client_encoding: ["UTF8", "LATIN1"]
}

const ways = (
  name: string,
  value: string
): ReadonlyArray<readonly [text: string, parameters?: ReadonlyArray<string>]> => [
  [`set ${name} = '${value}'`],
  [`SET LOCAL "${name.toUpperCase()}" TO '${value}'`],
  [`select set_config('${name}', '${value}', false)`],
  [`select set_config($1, $2, true)`, [name, value]],
  [`with done as (select set_config('${name}', '${value}', false)) select * from done`],
  [`alter system set ${name} = '${value}'`],
  [`alter role current_user set ${name} = '${value}'`],
  [`alter role all set ${name} = '${value}'`],
  [`alter database postgres set ${name} = '${value}'`],
  [`create function sets() returns void language sql set ${name} = '${value}' as 'select 1'`],
  [`do $$ begin set ${name} = '${value}'; end $$`],
  [`do $$ begin execute 'set ' || '${name.slice(0, 4)}' || '${name.slice(4)} = ''${value}'''; end $$`],
  [`update pg_settings set setting = '${value}' where name = '${name}'`]
]

describe("a setting on which a commit depends", () => {
  it("is refused in every way to change it, and keeps its value", async () => {
    const database = await freshPglite()
    for (const [name, [before, other]] of Object.entries(held)) {
      for (const [text, parameters] of ways(name, other))
        await expect(database.query(text, parameters), text).rejects.toMatchObject({
          code: expect.stringMatching(/^(55P02|42601)$/)
        })

      const { rows } = await database.query(`select current_setting('${name}') as setting`)
      expect(rows, name).toStrictEqual([{ setting: before }])
    }
  })

  it("is refused by a prepared statement, and inside a transaction that goes on to fail", async () => {
    const database = await freshPglite()
    await database.query("create table notes (id int)")
    await database.query("prepare sets as select set_config('synchronous_commit', $1, false)")
    const connection = database.connect()
    await connection.query("begin")
    await connection.query("insert into notes values (1)")

    await expect(connection.query("execute sets ('off')")).rejects.toMatchObject({ code: "55P02" })
    await connection.query("commit")

    expect((await database.query("select count(*) as n from notes")).rows).toStrictEqual([{ n: 0 }])
    expect((await database.query("show synchronous_commit")).rows).toStrictEqual([{ synchronous_commit: "on" }])
  })

  it("says what to do instead, by its name", async () => {
    const database = await freshPglite()

    await expect(database.query("set synchronous_commit = off")).rejects.toMatchObject({
      message: 'parameter "synchronous_commit" cannot be changed',
      hint: expect.stringMatching(/durability/)
    })
  })

  it("stays after reset all, and a dump may say that it is UTF-8", async () => {
    const database = await freshPglite()
    for (const text of [
      "reset all",
      "set names 'utf8'",
      "SET client_encoding = 'UTF8';",
      "set client_encoding to unicode"
    ])
      await database.query(text)

    const { rows } = await database.query("select current_setting('synchronous_commit') as setting, 'ä€😀' as text")
    expect(rows).toStrictEqual([{ setting: "on", text: "ä€😀" }])
  })

  it("that was left behind in the files of an older engine has no effect", async () => {
    const directory = join(temporaryDirectory(), "pg")
    const { PGlite } = await import("@electric-sql/pglite")
    const before = await PGlite.create(directory)
    await before.exec("alter role postgres set synchronous_commit = off")
    await before.exec("alter database postgres set zero_damaged_pages = on")
    await before.close()
    appendFileSync(
      join(directory, "postgresql.auto.conf"),
      "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
    )

    const database = await Pglite.open({ directory })

    for (const name of ["synchronous_commit", "fsync", "full_page_writes"])
      expect((await database.query(`select current_setting('${name}') as setting`)).rows).toStrictEqual([
        { setting: "on" }
      ])
    expect((await database.query("show zero_damaged_pages")).rows).toStrictEqual([{ zero_damaged_pages: "off" }])
    await database.close()
  })
})

describe("after kill -9", () => {
  it("every acknowledged row is there, whatever somebody did to the settings", async () => {
    const directory = temporaryDirectory()
    const child = spawn(process.execPath, ["--conditions=@genie/source", program, directory], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    let acknowledged = 0
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged = Number(line)
      if (acknowledged === 200) child.kill("SIGKILL")
    }

    const database = await Pglite.open({ directory: join(directory, "pg") })
    const { rows } = await database.query<{ n: number }>("select count(*) as n from notes")
    await database.close()
    expect(rows[0]!.n).toBeGreaterThanOrEqual(acknowledged)
    expect(acknowledged).toBeGreaterThanOrEqual(200)
  })
})
