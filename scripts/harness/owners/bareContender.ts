// A process that wants the two locks that an owner has, and nothing else: what a takeover takes on this machine at this
// moment, without the product. It says what `contender.ts` says. `node bareContender.js DIRECTORY`
import { spawnSync } from "node:child_process"
import { closeSync, openSync, readSync, writeSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as after } from "node:timers/promises"
import { TRY_EVERY_MS } from "./tryEvery.ts"

const [directory = ""] = process.argv.slice(2)

// Bundlers know the module only without its prefix, and it has no such name.
const { DatabaseSync } = process.getBuiltinModule("node:sqlite")

const beatEveryMs = 2
const busy = 5

const say = (word: string) => writeSync(1, `${word} ${process.pid} ${process.hrtime.bigint()}\n`)

/** Kept as long as the process: closing the file would drop the lock. */
const locked = async (): Promise<InstanceType<typeof DatabaseSync>> => {
  for (;;) {
    const file = new DatabaseSync(join(directory, "bare.lock"), { timeout: 0 })
    try {
      file.exec("pragma journal_mode = off; pragma locking_mode = exclusive; begin exclusive")
      if (isGuardTaken()) return file
      file.close()
    } catch (error) {
      file.close()
      if ((error as { readonly errcode?: unknown }).errcode !== busy) throw error
    }
    await after(TRY_EVERY_MS)
  }
}

/** A child locks the directory that it was handed, as the product has it done. */
const isGuardTaken = (): boolean => {
  const descriptor = openSync(directory, "r")
  const { status } = spawnSync("flock", ["-n", "3"], { stdio: ["ignore", "ignore", "ignore", descriptor] })
  if (status !== 0) closeSync(descriptor)
  return status === 0
}

say("ready")
if (readSync(0, Buffer.alloc(1)) === 0) process.exit()
say("waiting")
const file = await locked()
say("own")
setInterval(() => file.isOpen && say("beat"), beatEveryMs)
