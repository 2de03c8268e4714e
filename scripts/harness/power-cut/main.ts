// The power goes: while a database is at work, while it is being recovered, and while it is being made. Every call to the
// disk is recorded; for a moment among them it is worked out what a disk may be left with, given what was synced and what was
// not; then that is opened, and asked for everything that was acknowledged. PGlite as it comes must not pass the same test.
import { existsSync, mkdtempSync, statfsSync } from "node:fs"
import { rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Harness, HarnessOptions } from "../Harness.ts"
import { cutRecording, type Found } from "./cutRecording.ts"
import type { Losses } from "./DiskFile.ts"
import { type Recording, record, run } from "./record.ts"
import type { Mark } from "./Step.ts"
import { Verifiers } from "./Verifiers.ts"

/** So many states come from one recording. */
const STATES_PER_RECORDING = 150
/** One in so many is of the creation of a database. */
const CREATION_EVERY = 8
/** As many cores as there are at least where this is run. */
const VERIFIERS = 2

export const harness: Harness = {
  size: 1_000,
  async run({ seed, signal, size }) {
    const path = mkdtempSync(join(roomy(), "genie-power-cut-"))
    using verifiers = new Verifiers(VERIFIERS)
    const creations = Math.ceil(size / CREATION_EVERY)
    const controls = Math.min(20, Math.max(4, Math.floor(size / 50)))
    let isBroken = true
    try {
      const base = join(path, "base")
      await run(join(import.meta.dirname, "makeBase.ts"), [base], { signal })
      const cutting = { path, base, seed, signal, verifiers }
      const work = await cutWork({ ...cutting, states: size - creations })
      const creation = await cutCreation({ ...cutting, states: creations })
      const control = await cutControl({ ...cutting, states: controls })

      const found = [...work.recorded.flatMap(({ found }) => found), ...creation.found]
      const broken = [
        ...work.broken,
        ...found.flatMap(({ broken, name }) => broken.map((sentence) => `${name}: ${sentence}`))
      ]
      const brokenControls = control.found.filter(({ broken }) => broken.length > 0)
      if (brokenControls.length === 0)
        broken.push("PGlite's own file system has passed the same test: this harness finds nothing.")
      isBroken = broken.length > 0
      const verdict = broken.length === 0 ? "all open, nothing acknowledged is lost, nothing is half there" : "BROKEN"
      return {
        broken,
        figure:
          `${found.length} disks after a power cut, ${creations} of them during creation: ${verdict}. ` +
          `Control, PGlite as it comes: ${brokenControls.length} of ${control.found.length} broken`,
        numbers: {
          states: found.length,
          recordings: work.recorded.map(({ recording }) => countsOf(recording)),
          notSynced: sumOf(found),
          acknowledged: work.recorded.reduce((sum, { recording }) => sum + acknowledgedIn(recording), 0),
          creation: {
            ...countsOf(creation.recording),
            states: creation.found.length,
            found: countBy(creation.found, ({ answer }) => ("creation" in answer ? answer.creation.found : "error"))
          },
          control: {
            ...countsOf(control.recording),
            states: control.found.length,
            broken: brokenControls.length,
            doNotOpen: control.found.filter(({ answer }) => "error" in answer).length,
            notSynced: sumOf(control.found),
            examples: brokenControls.slice(0, 5).map(({ broken }) => broken[0])
          }
        }
      }
    } finally {
      if (isBroken && !signal.aborted) console.error(`Recordings to look at again (again.ts RECORDING STATE): ${path}`)
      else await rm(path, { recursive: true, force: true })
    }
  }
}

interface Cutting extends Pick<HarnessOptions, "seed" | "signal"> {
  readonly path: string
  readonly base: string
  readonly states: number
  readonly verifiers: Verifiers
}

/** A database at work. Each recording after the first begins with the recovery from a state of the one before. */
const cutWork = async ({ base, path, seed, signal, states, verifiers }: Cutting) => {
  const count = Math.max(2, Math.ceil(states / STATES_PER_RECORDING))
  const done: Array<{ readonly recording: Recording; readonly found: ReadonlyArray<Found> }> = []
  const broken: Array<string> = []
  let from = base
  let before: ReadonlyArray<Mark> = []
  for (let index = 0; index < count; index++) {
    const name = `work-${index + 1}`
    const program = ["workload.ts", "genie", "DIRECTORY", String(seed + index), String((index + 1) * 10_000)] as const
    const recording = await record({ path: join(path, name), from, program }, signal).catch((error) => {
      signal.throwIfAborted()
      if (index === 0) throw error
      broken.push(`${name}: what it began with, a state of the recording before, cannot be worked on: ${error.message}`)
      return undefined
    })
    if (recording === undefined) break
    const { found, next } = await cutRecording(
      {
        name,
        of: "database",
        recording,
        before,
        states: Math.floor((states * (index + 1)) / count) - Math.floor((states * index) / count),
        seed: seed + index
      },
      verifiers,
      signal
    )
    done.push({ recording, found })
    from = next.directory
    before = next.marks
    console.log(`${name}: ${found.length} states of ${recording.calls.length} calls`)
  }
  return { recorded: done, broken }
}

/** A database that is being made. */
const cutCreation = async ({ path, seed, signal, states, verifiers }: Cutting) => {
  const name = "creation"
  const recording = await record({ path: join(path, name), program: ["create.ts", "DIRECTORY/genie"] }, signal)
  const { found } = await cutRecording(
    {
      name,
      of: "creation",
      recording,
      before: [],
      states,
      seed: seed + 1_000
    },
    verifiers,
    signal
  )
  return { recording, found }
}

/** The same work on PGlite's own file system, with its own parameters. */
const cutControl = async ({ base, path, seed, signal, states, verifiers }: Cutting) => {
  const name = "control"
  const program = ["workload.ts", "stock", "DIRECTORY", String(seed), "10000"] as const
  const recording = await record({ path: join(path, name), from: base, program }, signal)
  const { found } = await cutRecording(
    {
      name,
      of: "database",
      recording,
      before: [],
      states,
      seed: seed + 2_000
    },
    verifiers,
    signal
  )
  return { recording, found }
}

/** States are written by the hundred and read once: in memory where there is room. */
const roomy = (): string => {
  const memory = "/dev/shm"
  if (!existsSync(memory)) return tmpdir()
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize > 2 * 1024 ** 3 ? memory : tmpdir()
}

const countsOf = ({ calls }: Recording) => ({
  calls: calls.length,
  ...countBy(
    calls.filter(({ call }) => call !== "mark"),
    ({ call }) => call
  )
})

const acknowledgedIn = ({ calls }: Recording): number =>
  calls.filter((call) => call.call === "mark" && (call.said as Mark).isDone).length

const sumOf = (found: ReadonlyArray<Found>): Losses =>
  found.reduce(
    (sum, { losses }) => ({
      pages: sum.pages + losses.pages,
      pagesLost: sum.pagesLost + losses.pagesLost,
      pagesTorn: sum.pagesTorn + losses.pagesTorn,
      names: sum.names + losses.names,
      namesLost: sum.namesLost + losses.namesLost
    }),
    { pages: 0, pagesLost: 0, pagesTorn: 0, names: 0, namesLost: 0 }
  )

const countBy = <A>(items: ReadonlyArray<A>, of: (item: A) => string): Readonly<Record<string, number>> =>
  Object.fromEntries([...Map.groupBy(items, of)].map(([key, { length }]) => [key, length]))
