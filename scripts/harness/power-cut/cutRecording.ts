// Many power cuts in one recording: for each, the disk it leaves, and what is found on it.
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { randomFrom } from "../randomFrom.ts"
import { brokenIn, saidIn } from "./brokenIn.ts"
import { brokenInCreation } from "./brokenInCreation.ts"
import { Disk, type Image, type Losses } from "./Disk.ts"
import type { Call } from "./Recorded.ts"
import type { Recording } from "./record.ts"
import type { Mark } from "./Step.ts"
import type { Verifiers } from "./Verifiers.ts"
import type { Answer, Question } from "./verify.ts"

/** What one power cut has left. */
export interface Found {
  /** Where the power went, and how much was lost: enough to make the same state again of the same recording. */
  readonly name: string
  readonly broken: ReadonlyArray<string>
  readonly losses: Losses
  readonly answer: Answer
}

export interface CutOptions {
  readonly name: string
  readonly of: Question["of"]
  readonly recording: Recording
  /** What was said before the recording began. */
  readonly before: ReadonlyArray<Mark>
  readonly states: number
  readonly seed: number
  readonly verifiers: Verifiers
  readonly signal: AbortSignal
}

/** The shares of what was not synced that are lost, in turn. */
const SHARES = [0.1, 0.5, 0.9]
/** So many states wait for a process to open them. */
const WAITING_MAX = 4

/** Also answers one of the states, in a directory of its own, for another recording to go on from. */
export const cutRecording = async ({ before, name, of, recording, seed, signal, states, verifiers }: CutOptions) => {
  const { calls, path } = recording
  const marks = [...before.map((mark) => ({ at: 0, mark })), ...marksOf(calls)]
  const cuts = chooseCuts(calls, states, randomFrom(seed))
  const goOn = Math.floor(states / 2)
  const next = { directory: join(dirname(path), `${name}-left`), marks: before }
  const found: Array<Promise<Found>> = []
  const waiting = new Set<Promise<unknown>>()

  const disk = new Disk(recording.before)
  let done = 0
  for (const [index, cut] of cuts.entries()) {
    signal.throwIfAborted()
    for (; done < cut; done++) disk.do(calls[done]!)
    const share = SHARES[index % SHARES.length]!
    const { image, losses } = disk.cut(randomFrom(seed * 10_007 + index), share)
    const directory = join(path, `state-${index}`)
    writeImage(image, directory)
    const said = marks.filter(({ at }) => at < cut).map(({ mark }) => mark)
    if (index === goOn) {
      rmSync(next.directory, { recursive: true, force: true })
      cpSync(directory, next.directory, { recursive: true })
      next.marks = said
    }

    const look = async (): Promise<Found> => {
      const answer = await verifiers.ask({ of, directory })
      rmSync(directory, { recursive: true, force: true })
      const broken =
        "error" in answer
          ? [`It cannot be opened: ${answer.error}`]
          : "facts" in answer
            ? brokenIn(saidIn(said), answer.facts)
            : brokenInCreation(said.length > 0, answer.creation)
      return { name: `${name}, state ${index} (call ${cut}, ${share * 100} % lost)`, broken, losses, answer }
    }
    const looking = look()
    found.push(looking)
    const waits = looking.then(() => void waiting.delete(waits))
    waiting.add(waits)
    if (waiting.size >= WAITING_MAX) await Promise.race(waiting)
  }
  return { found: await Promise.all(found), next }
}

/** After how many calls the power goes, in order: right after something was acknowledged, among changes of names, anywhere. */
export const chooseCuts = (calls: ReadonlyArray<Call>, count: number, random: () => number): ReadonlyArray<number> => {
  const indexesOf = (is: (call: Call) => boolean) => [...calls.entries()].flatMap(([at, call]) => (is(call) ? at : []))
  const marks = indexesOf(({ call }) => call === "mark")
  const names = indexesOf(({ call }) => ["create", "mkdir", "rename", "unlink", "rmdir"].includes(call))
  const among = (indexes: ReadonlyArray<number>, spread: number) =>
    indexes.length === 0
      ? Math.floor(random() * calls.length)
      : indexes[Math.floor(random() * indexes.length)]! + Math.floor(random() * spread)
  return Array.from({ length: count }, () => {
    const kind = random()
    const cut = kind < 0.4 ? among(marks, 1) : kind < 0.7 ? among(names, 4) : Math.floor(random() * calls.length)
    return Math.min(cut + 1, calls.length)
  }).toSorted((a, b) => a - b)
}

const marksOf = (calls: ReadonlyArray<Call>) =>
  [...calls.entries()].flatMap(([at, call]) => (call.call === "mark" ? { at, mark: call.said as Mark } : []))

const writeImage = (image: Image, directory: string): void => {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  for (const [name, content] of image)
    if (content === "directory") mkdirSync(join(directory, name), { mode: 0o700 })
    else writeFileSync(join(directory, name), content, { mode: 0o600 })
}
