import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { randomFrom } from "../randomFrom.ts"
import { type Crash, Disk, type Image } from "./Disk.ts"
import type { Call } from "./Recorded.ts"
import type { Recording } from "./record.ts"

/** How a recording is cut. The same of the same recording gives the same states. */
export interface Cutting {
  readonly states: number
  readonly seed: number
}

/** What is left when the power goes after so many calls, and so much of what was not synced is lost. */
export interface State extends Crash {
  readonly index: number
  readonly cut: number
  readonly share: number
}

/** The shares, in turn. */
const SHARES = [0.1, 0.5, 0.9]

/** Each is to be used before the next is asked for: they share their memory. */
export function* statesOf({ before, calls }: Recording, { seed, states }: Cutting): Generator<State> {
  const disk = new Disk(before)
  let done = 0
  for (const [index, cut] of chooseCuts(calls, states, randomFrom(seed)).entries()) {
    for (; done < cut; done++) disk.do(calls[done]!)
    const share = SHARES[index % SHARES.length]!
    yield { index, cut, share, ...disk.cut(randomFrom(seed * 10_007 + index), share) }
  }
}

/**
 * After how many calls the power goes, in order: right after something was acknowledged, among changes of names, where data
 * was written while the log of it may be lost, anywhere.
 */
export const chooseCuts = (calls: ReadonlyArray<Call>, count: number, random: () => number): ReadonlyArray<number> => {
  const indexesOf = (is: (call: Call) => boolean) => [...calls.entries()].flatMap(([at, call]) => (is(call) ? at : []))
  const marks = indexesOf(({ call }) => call === "mark")
  const names = indexesOf(({ call }) => ["create", "mkdir", "rename", "unlink", "rmdir"].includes(call))
  const bold = writtenBeforeLog(calls)
  const oneOf = (indexes: ReadonlyArray<number>) => indexes[Math.floor(random() * indexes.length)]
  const moment = () => {
    const kind = random()
    if (kind < 0.35) return oneOf(marks)
    if (kind < 0.6) return (oneOf(names) ?? 0) + Math.floor(random() * 4)
    return kind < 0.8 ? oneOf(bold) : undefined
  }
  return Array.from({ length: count }, () =>
    Math.min((moment() ?? Math.floor(random() * calls.length)) + 1, calls.length)
  ).toSorted((a, b) => a - b)
}

/** Where something was written beside the log, and not everything in the log was synced. */
const writtenBeforeLog = (calls: ReadonlyArray<Call>): ReadonlyArray<number> => {
  const logs = new Set<number>()
  const unsynced = new Set<number>()
  const found: Array<number> = []
  for (const [at, call] of calls.entries()) {
    if (call.call === "open" && call.name.startsWith("pg_wal/")) logs.add(call.descriptor)
    else if (call.call === "close") logs.delete(call.descriptor)
    else if (call.call === "sync") unsynced.delete(call.descriptor)
    else if (call.call === "write" && logs.has(call.descriptor)) unsynced.add(call.descriptor)
    else if (call.call === "write" && unsynced.size > 0) found.push(at)
  }
  return found
}

export const writeImage = (image: Image, directory: string): void => {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  for (const [name, content] of image)
    if (content === "directory") mkdirSync(join(directory, name), { mode: 0o700 })
    else writeFileSync(join(directory, name), content, { mode: 0o600 })
}
