import { spawn } from "node:child_process"
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { CommandFailed } from "@genie/operation/runCommand"
import { type DataDirectory, DirectoryRefused, prepareDirectory, readOwner, waitForOwner } from "@genie/store/owner"
import { Console, Duration, Effect, Option, Schedule } from "effect"
import { environment } from "./environment.ts"

/**
 * Starts an owner in the background and waits until it listens. It outlives this command, and leaves by itself when
 * nobody needs it. Of two that are started at once, one becomes the owner and both commands use it.
 */
export const startOwner = Effect.fnUntraced(function* (directory: DataDirectory) {
  yield* prepareDirectory(directory, environment())
  const log = join(directory.logs, "background.log")
  const before = (yield* readOwner(directory))?.pid
  const started = yield* Effect.try({
    try: () => spawnOwner(directory, log),
    catch: (error) => DirectoryRefused.because(directory.path, error)
  })

  const found = yield* Effect.raceFirst(
    Effect.map(waitForListening(directory, before), (owner) => owner?.socket),
    Effect.flatMap(started.ended, (exitCode) =>
      exitCode === directoryOwned
        ? Effect.flatMap(waitForOwner(directory, otherWithin), (owner) =>
            owner?.socket === undefined ? explain(log, exitCode) : Effect.succeed(owner.socket)
          )
        : explain(log, exitCode)
    )
  )
  return found ?? (yield* explain(log, 5))
})

/** One that was asked to make room still listens for a moment: what counts is whoever comes after it. */
const waitForListening = (directory: DataDirectory, before: number | undefined) =>
  readOwner(directory).pipe(
    Effect.repeat({
      schedule: Schedule.spaced(pollEvery),
      until: (owner) => owner?.socket !== undefined && owner.pid !== before
    }),
    Effect.timeoutOption(startWithin),
    Effect.map(Option.getOrUndefined)
  )

const spawnOwner = (directory: DataDirectory, log: string) => {
  mkdirSync(directory.logs, { recursive: true, mode: 0o700 })
  const output = openSync(log, "w", 0o600)
  const { DATABASE_URL: _, DATABASE_URL_FILE: __, ...env } = process.env
  const child = spawn(process.execPath, [process.argv[1]!, "background"], {
    cwd: directory.path,
    detached: true,
    env: { ...env, GENIE_HOME: directory.path },
    stdio: ["ignore", output, output]
  })
  closeSync(output)
  const ended = Effect.callback<number>((resume) => {
    child.once("exit", (code) => resume(Effect.succeed(code ?? 1)))
    child.once("error", () => resume(Effect.succeed(1)))
  })
  child.unref()
  return { ended }
}

const explain = (log: string, exitCode: number) =>
  Effect.gen(function* () {
    const lines = readLog(log).slice(-linesShown)
    yield* Console.error("genie: the background owner did not start:")
    for (const line of lines) yield* Console.error(`  ${line}`)
    yield* Console.error(lines.length === 0 ? `  It said nothing. Try "genie up".` : `  (from ${log})`)
    return yield* new CommandFailed({ exitCode: exitCode === 0 ? 5 : exitCode })
  })

const readLog = (log: string): ReadonlyArray<string> => {
  try {
    return readFileSync(log, "utf8")
      .split("\n")
      .filter((line) => line.trim() !== "")
  } catch {
    return []
  }
}

const linesShown = 5

/** The exit code of one that found another to be faster: `DirectoryOwned`. */
const directoryOwned = 1

/** Making a directory without a template is the slowest start. */
const startWithin = Duration.seconds(30)

/** Whoever was faster has the lock and listens in a moment. */
const otherWithin = Duration.seconds(10)

/** A person does not notice it, and a processor neither. */
const pollEvery = Duration.millis(10)
