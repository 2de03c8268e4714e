import { setTimeout as after } from "node:timers/promises"
import { Unavailable } from "@genie/operation"
import type { RunsApi } from "@genie/scheduler"
import type { Run } from "@genie/store/model"
import type { Judged } from "./brokenIn.ts"
import { healthy, type Poison } from "./Poison.ts"

/** A run that has not ended by then does not end any more; it is judged as it is. */
const PATIENCE_MS = 90_000

const LOOK_EVERY_MS = 50

/** Poisons among healthy ones, in any order: each stands once at the front, in the middle or at the end of a batch. */
export const shuffled = <Handed>(
  poisons: ReadonlyArray<Poison<Handed>>,
  random: () => number
): ReadonlyArray<Poison<Handed> | undefined> =>
  poisons
    .flatMap((poison) => [poison, undefined])
    .map((one) => ({ one, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one)

/** Waits for the runs, and answers how each ended and had to. */
export const ended = async (
  runs: Pick<RunsApi, "show">,
  ids: ReadonlyArray<string>,
  poisons: ReadonlyArray<Poison<unknown> | undefined>,
  signal: AbortSignal
): Promise<ReadonlyArray<Judged>> => {
  const deadline = performance.now() + PATIENCE_MS
  const judged: Array<Judged> = []
  for (const [index, id] of ids.entries()) {
    const poison = poisons[index]
    judged.push({
      name: poison?.name ?? healthy,
      ends: poison?.ends ?? "succeeded",
      run: await finished(runs, id, deadline, signal)
    })
  }
  return judged
}

const finished = async (
  runs: Pick<RunsApi, "show">,
  id: string,
  deadline: number,
  signal: AbortSignal
): Promise<Run> => {
  for (;;) {
    const run = await runs.show({ run: id }).catch(unlessAway)
    const isLate = performance.now() > deadline
    if (run !== undefined && (run.finishedAt !== null || isLate)) return run
    if (isLate) throw new Error("The owner did not come back.")
    await after(LOOK_EVERY_MS, undefined, { signal })
  }
}

/** The owner is killed on purpose, and comes back. */
const unlessAway = (error: unknown): undefined => {
  if (!(error instanceof Unavailable)) throw error
}
