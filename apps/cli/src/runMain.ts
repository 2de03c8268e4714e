import { Runtime } from "effect"
import { askToStop } from "./owner/untilAskedToStop.ts"

/** Runs the command. The first Ctrl-C lets it end in order, the second ends it at once: whoever asks twice means it. */
export const runMain = Runtime.makeRunMain(({ fiber, teardown }) => {
  let signals = 0
  const onSignal = (signal: NodeJS.Signals) => {
    signals++
    if (signals > 1) process.exit(128 + numbers[signal]!)
    if (!askToStop()) fiber.interruptUnsafe(fiber.id)
  }
  for (const signal of Object.keys(numbers)) process.on(signal, onSignal)

  fiber.addObserver((exit) => {
    for (const signal of Object.keys(numbers)) process.off(signal, onSignal)
    teardown(exit, (code) => {
      // An answer can be bad news although the command went well: it has set the code then.
      const exitCode = code || Number(process.exitCode ?? 0)
      // What is still being written to a pipe is written before the process ends by itself.
      process.exitCode = exitCode
      setTimeout(() => process.exit(exitCode), lingerMs).unref()
    })
  })
})

const numbers: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }

/** Something that was left open must not keep a command that has ended. */
const lingerMs = 2_000
