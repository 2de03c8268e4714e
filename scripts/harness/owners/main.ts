// Processes fight for one data directory while its owner is killed again and again. Was there ever more than one owner,
// and how long was there none? Whether two own at once is found out without asking the lock: by when each was alive, by
// a page on which only one name can stand, and by files that only one can make.
import { once } from "node:events"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as after } from "node:timers/promises"
import { acquireOwnership, dataDirectory } from "@genie/store/database"
import { Effect } from "effect"
import { build } from "tsup"
import type { Harness, HarnessOptions } from "../Harness.ts"
import { randomFrom } from "../randomFrom.ts"
import { type Contender, startContender } from "./Contenders.ts"
import { CONTENDERS, Contest } from "./Contest.ts"
import { judge } from "./judge.ts"
import { slowTakeovers } from "./slowTakeovers.ts"

/** The bare locks change hands once in so many handovers of the directory. */
const BARE_EVERY = 2

/** Every so many handovers the owner is stopped for a while. */
const PAUSE_EVERY = 200
const PAUSE_FIRST = 20
const PAUSE_MS = 1_000

/** At full size one owner is stopped for a minute: longer than anything in the product waits. */
const LONG_PAUSE_MS = 60_000
const FULL_SIZE = 500

export const harness: Harness = {
  size: FULL_SIZE,
  async run(options) {
    const scratch = await mkdtemp(join(tmpdir(), "genie-owners-"))
    try {
      return await fought(scratch, options)
    } finally {
      await rm(scratch, { recursive: true, force: true })
    }
  }
}

async function fought(scratch: string, { seed, signal, size }: HarnessOptions) {
  const random = randomFrom(seed)
  const handovers = size * CONTENDERS
  const directory = join(scratch, "directory")
  const witnesses = join(scratch, "witnesses")
  await mkdir(directory, { mode: 0o700 })
  await mkdir(witnesses)
  await writeFile(join(witnesses, "page"), "")
  const programs = await bundled(scratch)
  const contest = async (program: string, args: ReadonlyArray<string>) => {
    const start = () => startContender(program, args, join(scratch, "compiled"))
    // What is compiled is kept only by one that ends in peace.
    const first = start()
    first.stdin!.end()
    await once(first, "exit")
    return new Contest(start, signal)
  }
  const product = await contest(programs.contender, [directory, witnesses])
  const bareDirectory = join(scratch, "bare")
  await mkdir(bareDirectory)
  const bare = await contest(programs.bareContender, [bareDirectory])
  const { contenders } = product

  const pauses = { count: 0, robbed: 0, longestMs: 0, killedWhileStopped: 0 }
  const pause = async ({ child, tenure }: Contender, pauseMs: number) => {
    const before = contenders.tenures.length
    child.kill("SIGSTOP")
    await after(pauseMs, undefined, { signal })
    pauses.count++
    pauses.longestMs = Math.max(pauses.longestMs, pauseMs)
    if (contenders.tenures.length > before) pauses.robbed++
    // Some are killed as they lie there; the others must find everything as they left it.
    if (random() < 0.5) {
      pauses.killedWhileStopped++
      return
    }
    child.kill("SIGCONT")
    const beats = tenure!.beats
    await product.until(() => tenure!.beats >= beats + 5, "A stopped owner did not go on")
  }

  let waitersKilled = 0
  try {
    for (let kill = 0; kill < handovers; kill++) {
      const owner = await product.assemble()
      // Some die in the moment in which they own it, most a little later.
      if (random() < 0.75) await after(random() * 20, undefined, { signal })
      if (kill % PAUSE_EVERY === PAUSE_FIRST)
        await pause(owner, size >= FULL_SIZE && pauses.count === 0 ? LONG_PAUSE_MS : PAUSE_MS)
      if (random() < 0.05) {
        waitersKilled++
        contenders.in("waiting")[0]!.kill()
      }
      await product.handOver(owner)
      if (kill % BARE_EVERY === 0) await bare.handOver(await bare.assemble())
      if ((kill + 1) % 500 === 0) console.log(`${kill + 1} handovers`)
    }
  } finally {
    await Promise.all([contenders.killAll(), bare.contenders.killAll()])
  }

  const isFree = await Effect.runPromise(
    Effect.isSuccess(
      Effect.scoped(
        acquireOwnership(dataDirectory(directory), { kind: "program", command: "harness", version: "1.0.0" })
      )
    )
  )
  const { overlaps, robbed, takeoversMs, ...counted } = judge(contenders.tenures)
  const bareTakeoversMs = judge(bare.contenders.tenures).takeoversMs
  const broken = [
    overlaps > 0 && `${overlaps} times somebody owned the directory before its owner had ended.`,
    robbed.length > 0 && `${robbed.length} owners found signs of another: ${robbed.slice(0, 5).join("; ")}.`,
    pauses.robbed > 0 && `${pauses.robbed} owners were robbed while they were stopped.`,
    slowTakeovers(takeoversMs, bareTakeoversMs, counted.handovers),
    counted.handovers < handovers && `Only ${counted.handovers} of ${handovers} handovers happened.`,
    !isFree && "When all were dead, the directory was not free."
  ].filter((sentence) => typeof sentence === "string")
  return {
    broken,
    figure: `${CONTENDERS} contenders, ${counted.handovers} handovers by kill -9, ${pauses.count} owners stopped for up to ${pauses.longestMs / 1_000} s: ${overlaps + robbed.length + pauses.robbed} overlaps, takeover p50 ${takeoversMs.p50} ms, p99 ${takeoversMs.p99} ms (of the bare locks beside it: p50 ${bareTakeoversMs.p50} ms, p99 ${bareTakeoversMs.p99} ms)`,
    numbers: {
      contenders: CONTENDERS,
      ...counted,
      overlaps,
      robbed: robbed.slice(0, 20),
      pauses,
      waitersKilled,
      takeoversMs,
      bareTakeoversMs
    }
  }
}

/** Each contender with all its code in one file: it starts four times faster, and thousands are started. */
async function bundled(scratch: string) {
  await build({
    config: false,
    entry: {
      contender: join(import.meta.dirname, "contender.ts"),
      bareContender: join(import.meta.dirname, "bareContender.ts")
    },
    outDir: scratch,
    outExtension: () => ({ js: ".mjs" }),
    format: "esm",
    platform: "node",
    noExternal: [/.*/],
    splitting: false,
    silent: true,
    esbuildOptions: (options) => {
      options.conditions = ["@genie/source"]
    }
  })
  return { contender: join(scratch, "contender.mjs"), bareContender: join(scratch, "bareContender.mjs") }
}
