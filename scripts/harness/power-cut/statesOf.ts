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

/** After how many calls the power goes, in order: right after something was acknowledged, among changes of names, anywhere. */
export const chooseCuts = (calls: ReadonlyArray<Call>, count: number, random: () => number): ReadonlyArray<number> => {
  const indexesOf = (is: (call: Call) => boolean) => [...calls.entries()].flatMap(([at, call]) => (is(call) ? at : []))
  const marks = indexesOf(({ call }) => call === "mark")
  const names = indexesOf(({ call }) => ["create", "mkdir", "rename", "unlink", "rmdir"].includes(call))
  const oneOf = (indexes: ReadonlyArray<number>) => indexes[Math.floor(random() * indexes.length)] ?? 0
  const moment = () => {
    const kind = random()
    if (kind < 0.4) return oneOf(marks)
    return kind < 0.7 ? oneOf(names) + Math.floor(random() * 4) : Math.floor(random() * calls.length)
  }
  return Array.from({ length: count }, () => Math.min(moment() + 1, calls.length)).toSorted((a, b) => a - b)
}

export const writeImage = (image: Image, directory: string): void => {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  for (const [name, content] of image)
    if (content === "directory") mkdirSync(join(directory, name), { mode: 0o700 })
    else writeFileSync(join(directory, name), content, { mode: 0o600 })
}
