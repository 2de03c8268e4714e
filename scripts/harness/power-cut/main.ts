// The power goes: while a database is at work, while it is being recovered, and while it is being made. Every call to the
// disk is recorded; for a moment among them it is worked out what a disk may be left with, given what was synced and what was
// not; then that is opened, and asked for everything that was acknowledged. PGlite as it comes must not pass the same test.
import { existsSync, mkdtempSync, statfsSync } from "node:fs"
import { rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Harness } from "../Harness.ts"
import { type CutOptions, cutRecording, type Found } from "./cutRecording.ts"
import type { Losses } from "./DiskFile.ts"
import { pagesAheadOfLog } from "./pagesAheadOfLog.ts"
import { type Program, type Recording, record, run } from "./record.ts"
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
    const creations = Math.ceil(size / CREATION_EVERY)
    const controls = Math.min(20, Math.max(4, Math.floor(size / 50)))
    using verifiers = new Verifiers(VERIFIERS)
    let isKept = true
    try {
      const base = join(path, "base")
      await run(join(import.meta.dirname, "makeBase.ts"), [base], { signal })
      const room = { path, verifiers, signal }
      const work = await cutWork(room, { base, seed, states: size - creations })
      const creation = await cut(room, {
        name: "creation",
        of: "creation",
        program: ["create.ts", "DIRECTORY/genie"],
        states: creations,
        seed: seed + 1_000
      })
      const control = await cut(room, {
        name: "control",
        of: "database",
        from: base,
        program: ["workload.ts", "stock", "DIRECTORY", String(seed), "10000"],
        states: controls,
        seed: seed + 2_000
      })

      const found = [...work.parts.flatMap(({ found }) => found), ...creation.found]
      const isBroken = ({ broken }: Found) => broken.length > 0
      const broken = [
        ...work.broken,
        ...work.parts.flatMap(({ early, name }) => early.slice(0, 5).map((sentence) => `${name}: ${sentence}`)),
        ...found.flatMap(({ broken, name }) => broken.map((sentence) => `${name}: ${sentence}`))
      ]
      const brokenControls = control.found.filter(isBroken)
      if (brokenControls.length === 0 || control.early.length === 0)
        broken.push("PGlite's own file system has passed the same test: this harness finds nothing.")
      isKept = broken.length > 0
      const verdict =
        broken.length === 0
          ? "every one opens, nothing acknowledged is lost, nothing is half there, amcheck finds nothing"
          : `${found.filter(isBroken).length} broken`
      return {
        broken,
        figure:
          `${found.length} disks after a power cut, ${creations} of them during creation: ${verdict}. ` +
          `Control, PGlite as it comes: ${brokenControls.length} of ${control.found.length} broken`,
        numbers: {
          states: found.length,
          acknowledged: work.parts.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
          notSynced: sumOf(found),
          pagesAheadOfLog: work.parts.reduce((sum, { early }) => sum + early.length, 0),
          recordings: work.parts.map(({ calls }) => calls),
          creation: {
            calls: creation.calls,
            states: creations,
            found: countBy(creation.found, ({ answer }) => ("creation" in answer ? answer.creation.found : "error"))
          },
          control: {
            calls: control.calls,
            states: controls,
            broken: brokenControls.length,
            pagesAheadOfLog: control.early.length,
            doNotOpen: control.found.filter(({ answer }) => "error" in answer).length,
            notSynced: sumOf(control.found),
            examples: brokenControls.slice(0, 5).map(({ broken }) => broken[0])
          }
        }
      }
    } finally {
      if (isKept && !signal.aborted) console.error(`Kept, for again.ts RECORDING STATE: ${path}`)
      else await rm(path, { recursive: true, force: true })
    }
  }
}

interface Room {
  readonly path: string
  readonly verifiers: Verifiers
  readonly signal: AbortSignal
}

/** A database at work. Each recording after the first begins with the recovery from a state of the one before. */
const cutWork = async (
  room: Room,
  { base, seed, states }: { readonly base: string; readonly seed: number; readonly states: number }
) => {
  const count = Math.max(2, Math.ceil(states / STATES_PER_RECORDING))
  const parts: Array<Part> = []
  const broken: Array<string> = []
  let next: Part["next"] = { directory: base, marks: [] }
  for (let index = 0; index < count; index++) {
    const name = `work-${index + 1}`
    const workload = (more: number) =>
      ["workload.ts", "genie", "DIRECTORY", String(seed + index + more), String((index + 1) * 10_000 + more)] as const
    const part = await cut(room, {
      name,
      of: "database",
      from: next.directory,
      before: next.marks,
      // Every second one goes on where a process was killed: what that one wrote is there, and some of it not synced.
      killed: index % 2 === 0 ? undefined : { after: 1_500 + ((seed * 7_919) % 3_000), program: workload(0) },
      program: workload(5_000),
      states: Math.floor((states * (index + 1)) / count) - Math.floor((states * index) / count),
      seed: seed + index
    }).catch((error) => {
      room.signal.throwIfAborted()
      if (index === 0) throw error
      broken.push(`${name}: what it began with, a state of the recording before, cannot be worked on: ${error.message}`)
      return undefined
    })
    if (part === undefined) break
    parts.push(part)
    next = part.next
    console.log(
      `${name}: ${part.found.length} states, ${part.found.filter(({ broken }) => broken.length > 0).length} broken`
    )
  }
  return { parts, broken }
}

/** What was recorded in one go, and what was found of it. */
type Part = Awaited<ReturnType<typeof cut>>

type CutProgram = Omit<CutOptions, "recording" | "before"> & Program & { readonly before?: ReadonlyArray<Mark> }

/** Records a program, and cuts the recording. Of the recording only its numbers are kept: it may be a hundred megabytes. */
const cut = async (
  { path, signal, verifiers }: Room,
  { before = [], from, killed, program, ...options }: CutProgram
) => {
  const recording = await record(join(path, options.name), { from, killed, program }, signal)
  const { found, next } = await cutRecording({ ...options, before, recording }, verifiers, signal)
  const early = options.of === "database" ? pagesAheadOfLog(recording.before, recording.calls) : []
  return { name: options.name, found, next, early, calls: callsOf(recording), acknowledged: acknowledgedIn(recording) }
}

/** States are written by the hundred and read once: in memory where there is room. */
const roomy = (): string => {
  const memory = "/dev/shm"
  if (!existsSync(memory)) return tmpdir()
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize > 2 * 1024 ** 3 ? memory : tmpdir()
}

const callsOf = ({ calls }: Recording) =>
  countBy(
    calls.filter(({ call }) => call !== "mark"),
    ({ call }) => call
  )

const acknowledgedIn = ({ calls }: Recording): number =>
  calls.filter((call) => call.call === "mark" && (call.said as Mark).isDone).length

const sumOf = (found: ReadonlyArray<Found>): Losses => {
  const sum: Losses = { pages: 0, pagesLost: 0, pagesTorn: 0, names: 0, namesLost: 0 }
  for (const { losses } of found) for (const key of Object.keys(sum) as Array<keyof Losses>) sum[key] += losses[key]
  return sum
}

const countBy = <A>(items: ReadonlyArray<A>, of: (item: A) => string): Readonly<Record<string, number>> =>
  Object.fromEntries([...Map.groupBy(items, of)].map(([key, { length }]) => [key, length]))
