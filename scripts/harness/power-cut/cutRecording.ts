// Many power cuts in one recording: for each, the disk it leaves, and what is found on it.
import { cpSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { brokenIn, saidIn } from "./brokenIn.ts"
import { brokenInCreation } from "./brokenInCreation.ts"
import type { Losses } from "./DiskFile.ts"
import type { Call } from "./Recorded.ts"
import type { Recording } from "./record.ts"
import type { Mark } from "./Step.ts"
import { type Cutting, statesOf, writeImage } from "./statesOf.ts"
import type { Verifiers } from "./Verifiers.ts"
import type { Answer, Question } from "./verify.ts"

/** What one power cut has left. */
export interface Found {
  /** Where the power went, and how much was lost. */
  readonly name: string
  readonly broken: ReadonlyArray<string>
  readonly losses: Losses
  readonly answer: Answer
}

export interface CutOptions extends Cutting {
  readonly name: string
  readonly of: Question["of"]
  readonly recording: Recording
  /** What was said before the recording began. */
  readonly before: ReadonlyArray<Mark>
}

/** What can be read again by `again.ts`. */
export type Kept = Omit<CutOptions, "recording">

/** So many states wait for a process to open them. */
const WAITING_MAX = 4

/** Also answers one of the states, in a directory of its own, for another recording to go on from. */
export const cutRecording = async (options: CutOptions, verifiers: Verifiers, signal: AbortSignal) => {
  const { before, name, of, recording, states } = options
  const next = { directory: join(dirname(recording.path), `${name}-left`), marks: before }
  const found: Array<Promise<Found>> = []
  const waiting = new Set<Promise<unknown>>()

  for (const { cut, image, index, losses, share } of statesOf(recording, options)) {
    signal.throwIfAborted()
    const directory = join(recording.path, `state-${index}`)
    const said = saidUntil(cut, options)
    writeImage(image, directory)
    if (index === Math.floor(states / 2)) {
      rmSync(next.directory, { recursive: true, force: true })
      cpSync(directory, next.directory, { recursive: true })
      next.marks = said
    }

    const look = async (): Promise<Found> => {
      const answer = await verifiers.ask({ of, directory })
      rmSync(directory, { recursive: true, force: true })
      const state = `${name}, state ${index} (call ${cut}, ${share * 100} % lost)`
      return { name: state, broken: brokenBy(said, answer), losses, answer }
    }
    const looking = look()
    found.push(looking)
    const waits = looking.then(() => void waiting.delete(waits))
    waiting.add(waits)
    if (waiting.size >= WAITING_MAX) await Promise.race(waiting)
  }
  keep(options)
  return { found: await Promise.all(found), next }
}

/** What was said before the power went. */
export const saidUntil = (cut: number, { before, recording: { calls } }: CutOptions): ReadonlyArray<Mark> => [
  ...before,
  ...calls.slice(0, cut).flatMap((call: Call) => (call.call === "mark" ? (call.said as Mark) : []))
]

export const brokenBy = (said: ReadonlyArray<Mark>, answer: Answer): ReadonlyArray<string> => {
  if ("error" in answer) return [`It cannot be opened: ${answer.error}`]
  return "facts" in answer ? brokenIn(saidIn(said), answer.facts) : brokenInCreation(said.length > 0, answer.creation)
}

/** Beside the recording itself: the rest of what makes its states. */
const keep = ({ before, name, of, recording, seed, states }: CutOptions): void =>
  writeFileSync(join(recording.path, "kept.json"), JSON.stringify({ before, name, of, seed, states } satisfies Kept))
