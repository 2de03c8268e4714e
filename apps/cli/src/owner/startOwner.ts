import { spawn } from "node:child_process"
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from "node:fs"
import { CommandFailed } from "@genie/operation/runCommand"
import { type DataDirectory, DirectoryRefused, prepareDirectory, readOwner } from "@genie/store/owner"
import { Console, Duration, Effect, Option, Schedule } from "effect"
import { environment } from "./environment.ts"
import { OWNED_EXIT } from "./ownedExit.ts"
import { logOf, pollEvery, socketOf } from "./socketOf.ts"
import { whileStarting } from "./whileStarting.ts"

/**
 * Starts an owner in the background and waits until it listens, as long as its process lives. It outlives this command,
 * and leaves by itself when nobody needs it. Of two that are started at once, one becomes the owner and both commands
 * use it.
 */
export const startOwner = Effect.fnUntraced(function* (directory: DataDirectory) {
  yield* prepareDirectory(directory, environment())
  for (let attempt = 1; ; attempt++) {
    const before = (yield* readOwner(directory))?.pid
    const started = yield* Effect.try({
      try: () => spawnOwner(directory),
      catch: (error) => DirectoryRefused.because(directory.path, error)
    })
    const found = yield* Effect.raceFirst(waitForListening(directory, before), started.ended).pipe(
      whileStarting({ pid: started.pid, log: logOf(directory) })
    )
    if (typeof found === "string") return found
    const socket = found.exitCode === OWNED_EXIT ? yield* socketOfFaster(directory) : undefined
    if (socket !== undefined) return socket
    if (found.exitCode !== OWNED_EXIT || attempt === ATTEMPTS_MAX) return yield* explain(started, found)
  }
})

/** One that was asked to make room still listens for a moment: what counts is whoever comes after it. */
const waitForListening = (directory: DataDirectory, before: number | undefined) =>
  readOwner(directory).pipe(
    Effect.repeat({
      schedule: Schedule.spaced(pollEvery),
      until: (owner) => owner?.socket !== undefined && owner.pid !== before
    }),
    Effect.map((owner) => owner!.socket!)
  )

/**
 * Another process was faster. Once it has said who it is, it is waited for as if it had been there before; nothing when
 * it goes without having listened, and the directory is free again.
 */
const socketOfFaster = Effect.fnUntraced(function* (directory: DataDirectory) {
  const faster = yield* readOwner(directory).pipe(
    Effect.repeat({ schedule: Schedule.spaced(pollEvery), until: (owner) => owner !== undefined }),
    Effect.timeoutOption(namelessWithin),
    Effect.map(Option.getOrUndefined)
  )
  const socket = yield* socketOf(directory)
  if (socket !== undefined || faster === undefined) return socket
  yield* readOwner(directory).pipe(
    Effect.repeat({ schedule: Schedule.spaced(pollEvery), until: (owner) => owner?.pid !== faster.pid }),
    Effect.timeoutOption(leaveWithin)
  )
  return undefined
})

/** How a process ended. */
interface Ended {
  readonly exitCode: number
  /** The signal that ended it. Null: it ended by itself. */
  readonly signal?: NodeJS.Signals | null
}

const spawnOwner = (directory: DataDirectory) => {
  mkdirSync(directory.logs, { recursive: true, mode: 0o700 })
  // Appended: another command may be starting an owner at this moment, and both write here.
  const log = logOf(directory)
  if (sizeOf(log) > LOG_BYTES_MAX) renameSync(log, `${log}.old`)
  const from = sizeOf(log)
  const output = openSync(log, "a", 0o600)
  const { DATABASE_URL: _, DATABASE_URL_FILE: __, ...env } = process.env
  const child = spawn(process.execPath, [process.argv[1]!, "background"], {
    cwd: directory.path,
    detached: true,
    env: { ...env, GENIE_HOME: directory.path },
    stdio: ["ignore", output, output]
  })
  closeSync(output)
  const ended = Effect.callback<Ended>((resume) => {
    child.once("exit", (code, signal) => resume(Effect.succeed({ exitCode: code ?? 5, signal })))
    child.once("error", () => resume(Effect.succeed({ exitCode: 5 })))
  })
  child.unref()
  return { ended, pid: child.pid ?? 0, log, from }
}

const explain = ({ from, log }: { readonly log: string; readonly from: number }, { exitCode, signal }: Ended) =>
  Effect.gen(function* () {
    const lines = readLog(log, from).slice(-linesShown)
    yield* Console.error("genie: the background owner did not start:")
    for (const line of lines) yield* Console.error(`  ${line}`)
    if (signal != null) yield* Console.error(`  ${signal} ended it. Try "genie up".`)
    else yield* Console.error(lines.length === 0 ? `  It said nothing. Try "genie up".` : `  (from ${log})`)
    return yield* new CommandFailed({ exitCode: exitCode === 0 ? 5 : exitCode === OWNED_EXIT ? 1 : exitCode })
  })

/** The lines that were written since an owner was started. */
const readLog = (log: string, from: number): ReadonlyArray<string> => {
  try {
    return readFileSync(log)
      .subarray(from)
      .toString()
      .split("\n")
      .filter((line) => line.trim() !== "")
  } catch {
    return []
  }
}

const linesShown = 5

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

/** A larger log makes room for a new one, and is kept until the next one does. */
const LOG_BYTES_MAX = 1024 * 1024

/** How often one is started for a command, when those that were faster go without having listened. */
const ATTEMPTS_MAX = 3

/** Between taking the lock and saying who it is, an owner is nameless for a moment. */
const namelessWithin = Duration.seconds(2)

/** The longest that an owner may take to leave: it finishes its runs and closes the database. */
const leaveWithin = Duration.seconds(10)
