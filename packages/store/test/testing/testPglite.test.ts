import { tarEntries } from "@genie/pglite/template"
import { Effect } from "effect"
import { sql } from "kysely"
import { expect, it } from "vitest"
import { parseControlFile } from "../../../pglite/src/doctor/controlFile.ts"
import { Db } from "../../src/database/Db.ts"
import { pgliteEngine } from "../../src/database/engines/pglite.ts"
import { pgliteTemplate } from "../../src/testing/testPglite.ts"

it("a test database opens without a recovery", async () => {
  const template = await pgliteTemplate()
  const left = controlFileIn(template)

  expect(left.state).toBe("shut down")
  expect(await opened(template, checkpointNow)).toBe(left.checkpoint)
})

it("a copy of a running engine would begin with a recovery", async () => {
  const running = await opened(await pgliteTemplate(), (_, engine) => engine.dump)
  const left = controlFileIn(running)

  expect(left.state).toBe("in production")
  expect(await opened(running, checkpointNow)).not.toBe(left.checkpoint)
})

type Engine = Effect.Success<ReturnType<typeof pgliteEngine>>

const opened = <A>(template: Uint8Array, ask: (db: Db["Service"], engine: Engine) => Effect.Effect<A, unknown>) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const engine = yield* Effect.acquireRelease(pgliteEngine({ template }), ({ close }) => close)
      return yield* ask(Db.on(engine), engine)
    }).pipe(Effect.scoped)
  )

/** A recovery ends with a checkpoint of its own. */
const checkpointNow = (db: Db["Service"]) =>
  Effect.map(
    db.one(() => sql<{ lsn: string }>`select checkpoint_lsn::text as lsn from pg_control_checkpoint()`),
    ({ lsn }) => lsnOf(lsn)
  )

const lsnOf = (text: string): bigint => {
  const [high = "0", low = "0"] = text.split("/")
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}

const controlFileIn = (template: Uint8Array) => {
  const entry = [...tarEntries(template)].find(({ path }) => path.endsWith("global/pg_control"))
  const read = parseControlFile(Buffer.from(entry?.content ?? []))
  if (typeof read === "string") throw new Error(`The control file ${read}.`)
  return read
}
