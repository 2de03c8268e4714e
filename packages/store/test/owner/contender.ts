// A process that wants a data directory: run by the tests of ownership, which kill it.
// `node contender.ts DIRECTORY once` says who has it and ends; `keep` tries until it owns it, and then beats until it
// dies; `forget` owns it and keeps no reference to anything.
import { writeSync } from "node:fs"
import { Effect, Schedule } from "effect"
import { dataDirectory } from "../../src/database/owner/DataDirectory.ts"
import { acquireOwnership } from "../../src/database/owner/Owner.ts"

const [path = "", mode = ""] = process.argv.slice(2)

const own = acquireOwnership(dataDirectory(path), { kind: "program", command: "contender", version: "1.0.0" })

const say = (word: string) => writeSync(1, `${word} ${process.hrtime.bigint()}\n`)

const keep = Effect.gen(function* () {
  yield* Effect.retry(own, { schedule: Schedule.spaced("2 millis"), while: (error) => error._tag === "DirectoryOwned" })
  say("own")
  return yield* Effect.forever(
    Effect.andThen(
      Effect.sync(() => say("beat")),
      Effect.sleep("1 millis")
    )
  )
})

const once = Effect.match(own, { onSuccess: () => say("own"), onFailure: (error) => say(error._tag) })

if (mode === "forget") {
  Effect.runFork(Effect.scoped(Effect.andThen(own, Effect.never)))
  // What was forgotten is collected in a later turn, and closed in one after that.
  for (let turn = 0; turn < 10; turn++) {
    await new Promise(setImmediate)
    globalThis.gc?.()
  }
  say("collected")
  setInterval(() => {}, 60_000)
} else {
  await Effect.runPromise(Effect.scoped(mode === "once" ? once : Effect.asVoid(keep)))
}
