// Handlers of a program that has opened Genie in its own process.
import { openScheduler, type SchedulerOptions } from "@genie/scheduler"
import type { Judged } from "./brokenIn.ts"
import { healthy } from "./Poison.ts"
import { poisonedHandlers } from "./poisonedHandlers.ts"
import { ended, shuffled } from "./Wave.ts"

/** So many waves of every poison, through one worker that also has a schedule to serve. */
export const throughProgram = async (
  options: SchedulerOptions,
  waves: number,
  random: () => number,
  signal: AbortSignal
): Promise<{ readonly judged: ReadonlyArray<Judged>; readonly broken: ReadonlyArray<string> }> => {
  await using genie = await openScheduler({ ...options, actor: "service:harness" })
  const handlers = new Map(poisonedHandlers.map(({ handed, name }) => [name, handed]))
  let pulse = Promise.withResolvers<void>()
  await using _worker = await genie.work({
    slots: 8,
    queues: {
      program: ({ name }) => (name === healthy ? "fine" : handlers.get(name)!()),
      pulse: () => pulse.resolve()
    }
  })
  await genie.schedules.create({ name: "pulse", every: "1s", queue: "pulse" })

  const judged: Array<Judged> = []
  for (let wave = 0; wave < waves; wave++) {
    signal.throwIfAborted()
    const poisons = shuffled(poisonedHandlers, random)
    const { ids } = await genie.runs.enqueueMany({
      runs: poisons.map((poison) => ({ queue: "program", name: poison?.name ?? healthy }))
    })
    judged.push(...(await ended(genie.runs, ids, poisons, signal)))
  }

  pulse = Promise.withResolvers()
  const patience = setTimeout(() => pulse.reject(new Error("silent")), PATIENCE_MS)
  const broken = await pulse.promise.then(
    () => [],
    () => ["The schedule stood still."]
  )
  clearTimeout(patience)
  await genie.schedules.delete({ schedule: "pulse" })
  return { judged, broken }
}

const PATIENCE_MS = 30_000
