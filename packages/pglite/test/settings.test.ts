// The engine has one session that everybody shares, and settings that it cannot survive: both are kept from harm by the text
// of the statements.
import { Pglite, WedgingSetting } from "@genie/pglite"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

let database: Pglite
beforeAll(async () => {
  database = await Pglite.open()
})
afterAll(() => database.close())

const settings = ["idle_in_transaction_session_timeout", "idle_session_timeout", "transaction_timeout"]

describe("a setting that would stop the engine for ever", () => {
  const spellings = (name: string): ReadonlyArray<readonly [text: string, parameters?: ReadonlyArray<string>]> => [
    [`set ${name} = 1000`],
    [`SET ${name.toUpperCase()} TO '1s'`],
    [`set local ${name} = 1000`],
    [`set session ${name} to 10`],
    [`set "${name}" = 1`],
    [`/* ; */ set /* ; */ ${name} = 1`],
    [`-- off: 0\nset ${name} = 1 -- 0`],
    [`set ${name} = '00100ms'`],
    [`select set_config('${name}', '1000', false)`],
    [`select pg_catalog.set_config ( '${name.toUpperCase()}' , $1, true)`, ["1s"]],
    ["select set_config($1, $2, false)", [name, "1000"]],
    ["select set_config($2::text, $1::text, false)", ["1000", name]],
    [`alter database postgres set ${name} = 1000`],
    [`alter role postgres set ${name} to 1000`],
    [`alter system set ${name} = 1000`],
    [`create function f() returns void language sql set ${name} = 1000 as 'select 1'`]
  ]

  for (const name of settings)
    it(`like ${name} is refused however it is written`, async () => {
      for (const [text, parameters] of spellings(name))
        await expect(database.query(text, parameters), text).rejects.toBeInstanceOf(WedgingSetting)

      const { rows } = await database.query(`select current_setting('${name}') as setting`)
      expect(rows).toStrictEqual([{ setting: "0" }])
    })

  it("may be turned off, and spoken of", async () => {
    for (const name of settings) {
      await database.query(`set ${name} = 0`)
      await database.query(`set local ${name} to '0'`)
      await database.query(`set session ${name} = default`)
      await database.query(`select set_config('${name}', '0', false)`)
      await database.query("select set_config($1, $2, false)", [name, "0ms"])
      await database.query(`show ${name}`)
      await database.query(`reset ${name}`)
      await database.query("select setting from pg_settings where name = $1", [name])
    }
  })

  it("does no harm where nobody can see it", async () => {
    await database.query("do $$ begin execute 'set idle' || '_session_timeout = 50'; end $$")
    await new Promise((resolve) => setTimeout(resolve, 200))

    expect((await database.query("select 1 as one")).rows).toStrictEqual([{ one: 1 }])
    await database.query("reset idle_session_timeout")
  })
})

describe("what everybody shares", () => {
  it("is not taken away by one of them", async () => {
    for (const text of ["discard all", "deallocate all", "deallocate prepare all", "unlisten *", "unlisten news"])
      await expect(database.query(text), text).rejects.toMatchObject({ code: "0A000" })
  })

  it("leaves everybody what is their own", async () => {
    await database.query("prepare mine as select 7 as seven")

    expect((await database.query("execute mine")).rows).toStrictEqual([{ seven: 7 }])
    await database.query("deallocate mine")
  })
})
