import { appendFileSync, renameSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"
import { Duration, Effect, type Layer, Logger } from "effect"

/** The log is turned over at this size, and so many old ones are kept: logs never take more than their sum. */
export const logBytesMax = 10 * 1024 * 1024
export const oldLogsMax = 4

/**
 * One JSON object per line in `genie.jsonl`, written in batches beside the work: a log that cannot be written is lost,
 * and nothing waits for it.
 */
export const logFileLayer = (directory: string): Layer.Layer<never> => {
  const file = join(directory, "genie.jsonl")
  return Logger.layer([
    Logger.batched(Logger.formatJson, {
      window: Duration.millis(200),
      flush: (lines) => Effect.ignore(Effect.try(() => write(file, lines)))
    })
  ])
}

const write = (file: string, lines: ReadonlyArray<string>) => {
  if (lines.length === 0) return
  if (sizeOf(file) > logBytesMax) turnOver(file)
  appendFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 })
}

const sizeOf = (file: string) => {
  try {
    return statSync(file).size
  } catch {
    return 0
  }
}

/** `genie.jsonl` becomes `genie.jsonl.1`, which becomes `.2`, until the oldest goes. */
const turnOver = (file: string) => {
  rmSync(`${file}.${oldLogsMax}`, { force: true })
  for (let age = oldLogsMax - 1; age >= 1; age--) {
    try {
      renameSync(`${file}.${age}`, `${file}.${age + 1}`)
    } catch {}
  }
  renameSync(file, `${file}.1`)
}
