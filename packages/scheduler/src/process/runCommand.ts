// How a worker runs a command for a run: a process group of its own, on a leash, in a scrubbed environment, with the
// tail of its output kept. Whatever happens, the answer is a result in words, and nothing of the command stays behind.
import { constants } from "node:os"
import { Clock, Effect } from "effect"
import { CommandOutput } from "./CommandOutput.ts"
import { commandProblem } from "./commandProblem.ts"
import type { LeftProcess } from "./leftProcesses.ts"
import type { OutputChunk } from "./OutputChunk.ts"
import type { ProcessIdentity } from "./ProcessIdentity.ts"
import { isSecretName } from "./redact.ts"
import { type RunIdentity, scrubEnvironment } from "./scrubEnvironment.ts"
import { type CommandProcess, type ProcessExit, startProcess } from "./startProcess.ts"

/** SIGTERM is followed by SIGKILL after this: what `docker stop` gives, and enough to write a file. */
export const graceMsDefault = 10_000

/** The end of the output that is kept: what fits a screenful many times over, and a database row without thought. */
export const tailBytesDefault = 64 * 1024

/**
 * Other processes of the group get this long to finish by themselves once the command has ended, as `tee` and `gzip`
 * behind a `>(…)` do. Then they are left over.
 */
export const leftoversMs = 1_000

/** Output still in the pipes is read for at most this long: a process that left the group may hold them for ever. */
export const drainMs = 1_000

/** What to run, for which run. */
export interface CommandInput {
  /** A line for `/bin/sh -c` (or the `SHELL` of `environment`, as in a crontab), or a program and its arguments. */
  readonly command: string | ReadonlyArray<string>
  /** An absolute path. */
  readonly cwd: string
  /** The schedule's own variables. Reserved names are refused, see `environmentProblem`. */
  readonly environment?: Readonly<Record<string, string>> | undefined
  /** Text for the standard input; absent, it is `/dev/null`. */
  readonly stdin?: string | undefined
  readonly identity: RunIdentity
  /** Absent, the command may run for ever. */
  readonly timeoutMs?: number | undefined
  /** Between SIGTERM and SIGKILL. */
  readonly graceMs?: number | undefined
  readonly tailBytes?: number | undefined
  /** Processes that the command left running: `end` (the default) ends them, `keep` lets them run on, off the leash. */
  readonly leftovers?: "end" | "keep" | undefined
  /** Aborting ends the command: somebody cancelled the run, or the lease is lost. An `Error` as the reason tells why. */
  readonly signal?: AbortSignal | undefined
  /** Told before the command's first instruction. */
  readonly onStart?: ((process: ProcessIdentity) => void) | undefined
  /** Told whole lines, redacted, at a bounded rate: what comes faster is counted and left out. */
  readonly onOutput?: ((chunk: OutputChunk) => void) | undefined
}

/** How it went. */
export interface CommandResult {
  readonly outcome: "succeeded" | "failed" | "timed_out" | "cancelled"
  readonly exitCode: number | null
  readonly signal: string | null
  readonly durationMs: number
  /** The redacted end of the output, both streams in the order they arrived; safe for a text column. */
  readonly tail: string
  /** How many bytes of output came before the tail. */
  readonly tailDropped: number
  readonly stdoutBytes: number
  readonly stderrBytes: number
  readonly failureKind?: "exit" | "signal" | "timeout" | "spawn"
  /** A sentence for a person, whenever it did not succeed. */
  readonly message?: string
  /** A sentence about processes that the command left running. */
  readonly note?: string
}

/**
 * Runs a command to its end. It never fails: a directory that does not exist is a result too. Interrupting the fiber
 * ends the command's whole process group, and returns when it is gone.
 */
export const runCommand: (input: CommandInput) => Effect.Effect<CommandResult> = Effect.fn("runCommand")(
  function* (input) {
    const startedAt = yield* Clock.currentTimeNanos
    const output = new CommandOutput({
      tailBytes: input.tailBytes ?? tailBytesDefault,
      secrets: secretsOf(input),
      onOutput: input.onOutput
    })
    const ended = yield* run(input, output)
    const durationMs = Math.round(Number((yield* Clock.currentTimeNanos) - startedAt) / 1e6)
    return { ...ended, ...output.end(), durationMs }
  }
)

type Ended = Pick<CommandResult, "outcome" | "exitCode" | "signal" | "failureKind" | "message" | "note">

const run = Effect.fnUntraced(function* (input: CommandInput, output: CommandOutput) {
  const { command, cwd, stdin, environment: own, identity } = input
  const environment = scrubEnvironment({ host: process.env, own, identity })
  const shell = own?.SHELL ?? "/bin/sh"
  const problem = yield* commandProblem({ command, cwd, own, environment, shell })
  if (problem !== undefined) return notStarted(problem)
  if (input.signal?.aborted) return cancelled(input.signal, { exitCode: null, signal: null })

  return yield* Effect.acquireUseRelease(
    startProcess({ command, cwd, stdin, environment, shell, output }),
    (started) => attend(input, started),
    (started) => (started.isKept() ? Effect.void : end(input, started))
  ).pipe(Effect.catchTag("ProcessNotStarted", ({ message }) => Effect.succeed(notStarted(message))))
})

const attend = Effect.fnUntraced(function* (input: CommandInput, started: CommandProcess) {
  input.onStart?.(started.identity)
  yield* started.proceed

  const stop = yield* Effect.raceFirst(Effect.as(started.exited, "exited" as const), stopped(input))
  const left = stop === "exited" && !(yield* started.group.ended(leftoversMs)) ? started.group.members() : undefined
  const note = left === undefined ? {} : { note: noteOf(left, input.leftovers) }
  if (left !== undefined && input.leftovers === "keep") {
    yield* started.keep
    yield* started.drained(drainMs)
    return { ...finished(yield* started.exited), ...note }
  }
  const isGone = yield* end(input, started)
  const exit = isGone ? yield* started.exited : outOfReach
  yield* started.drained(drainMs)

  const result = {
    ...(stop === "exited" ? finished(yield* started.exited) : stoppedResult(stop, input, exit)),
    ...note
  }
  return isGone ? result : { ...result, message: `${result.message ?? "The command succeeded."} ${outOfReachMessage}` }
})

const noteOf = (left: ReadonlyArray<LeftProcess>, leftovers: CommandInput["leftovers"] = "end"): string => {
  const them = left.length === 1 ? "it" : "them"
  const found = `The command ended and left ${countOf(left)} running`
  if (leftovers === "keep") return `${found}. Genie no longer follows or ends ${them}.`
  return (
    `${found}: Genie ended ${them}. A command is done when all its processes are: remove the "&", or end with "wait". ` +
    `The option --leftovers keep lets them run on.`
  )
}

/** Names of programs in one sentence; more would hide what it says. */
const namedMax = 5

const countOf = (left: ReadonlyArray<LeftProcess>): string => {
  if (left.length === 0) return "processes"
  const named = left.slice(0, namedMax).map(({ pid, program }) => `${program} ${pid}`)
  const rest = left.length > namedMax ? ", …" : ""
  return `${left.length} ${left.length === 1 ? "process" : "processes"} (${named.join(", ")}${rest})`
}

/** Also when interrupted: nothing of the command stays behind. */
const end = Effect.fnUntraced(function* (input: CommandInput, started: CommandProcess) {
  const isGone = yield* started.group.end(input.graceMs ?? graceMsDefault)
  yield* started.free
  return isGone
})

const outOfReach: ProcessExit = { exitCode: null, signal: null }

const outOfReachMessage = "A process of it could not be ended: it runs as another user or hangs in the kernel."

const stopped = (input: CommandInput): Effect.Effect<"timed_out" | "cancelled"> => {
  const timeout =
    input.timeoutMs === undefined ? Effect.never : Effect.as(Effect.sleep(input.timeoutMs), "timed_out" as const)
  const { signal } = input
  if (signal === undefined) return timeout
  const abort = Effect.callback<"cancelled">((resume) => {
    const onAbort = () => resume(Effect.succeed("cancelled"))
    if (signal.aborted) return onAbort()
    signal.addEventListener("abort", onAbort, { once: true })
    return Effect.sync(() => signal.removeEventListener("abort", onAbort))
  })
  return Effect.raceFirst(abort, timeout)
}

const notStarted = (message: string): Ended => ({
  outcome: "failed",
  exitCode: null,
  signal: null,
  failureKind: "spawn",
  message
})

const stoppedResult = (stop: "timed_out" | "cancelled", input: CommandInput, exit: ProcessExit): Ended =>
  stop === "timed_out" ? timedOut(input, exit) : cancelled(input.signal, exit)

const timedOut = (input: CommandInput, exit: ProcessExit): Ended => ({
  ...exit,
  outcome: "timed_out",
  failureKind: "timeout",
  message:
    `The command ran longer than its limit of ${(input.timeoutMs ?? 0) / 1000} s and was ended` +
    (exit.signal === "SIGKILL" ? ` with SIGKILL, because it ignored SIGTERM.` : ".")
})

const cancelled = (signal: AbortSignal | undefined, exit: ProcessExit): Ended => ({
  ...exit,
  outcome: "cancelled",
  message:
    signal?.reason instanceof Error && signal.reason.name !== "AbortError"
      ? signal.reason.message
      : "The command was cancelled."
})

const finished = (exit: ProcessExit): Ended => {
  if (exit.signal !== null) {
    return { ...exit, outcome: "failed", failureKind: "signal", message: `The command was ended by ${exit.signal}.` }
  }
  if (exit.exitCode === 0) return { ...exit, outcome: "succeeded" }
  return {
    ...exit,
    outcome: "failed",
    failureKind: "exit",
    message: `The command exited with code ${exit.exitCode}${meaning(exit.exitCode ?? 0)}.`
  }
}

const meaning = (exitCode: number): string => {
  if (exitCode === 127) return ": a program it names was not found"
  if (exitCode === 126) return ": a program it names may not be executed"
  const signal = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128)
  return signal === undefined ? "" : `: a program it ran was ended by ${signal[0]}`
}

/** Values that must never show in the output, whatever prints them. */
const secretsOf = (input: CommandInput): ReadonlyArray<string> => [
  ...(input.identity.token === undefined ? [] : [input.identity.token]),
  ...Object.entries(input.environment ?? {}).flatMap(([name, value]) => (isSecretName(name) ? [value] : []))
]
