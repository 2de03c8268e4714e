import { Effect } from "effect"

/**
 * Waits for Ctrl-C or `kill` and takes it as the end of the work rather than as an accident: the scopes around it close
 * in order, and the command ends well. Elsewhere the same signal interrupts the command.
 */
export const untilAskedToStop: Effect.Effect<void> = Effect.callback<void>((resume) => {
  const stop = () => resume(Effect.void)
  waiting.add(stop)
  return Effect.sync(() => waiting.delete(stop))
})

/** Tells whoever waits. False when nobody does. */
export const askToStop = (): boolean => {
  const anybody = waiting.size > 0
  for (const stop of waiting) stop()
  waiting.clear()
  return anybody
}

const waiting = new Set<() => void>()
