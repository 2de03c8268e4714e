// Starts one command so that it cannot outlive its worker: the process waits at a gate until the leash knows it, and only
// then becomes the command. It keeps its pid, so exit code and signal are the command's own, with nobody in between.
//
// node:child_process and not Effect's ChildProcess: its cleanup needs the worker to be alive, and it has neither the gate
// nor output pipes that `> /dev/stderr` can open.
import { type ChildProcess, type StdioOptions, spawn } from "node:child_process"
import type { Readable, Writable } from "node:stream"
import { Deferred, Effect } from "effect"
import type { CommandOutput } from "./CommandOutput.ts"
import { ProcessNotStarted } from "./commandProblem.ts"
import { leash } from "./leash.ts"
import type { OutputStream } from "./OutputChunk.ts"
import { openOutputPipes } from "./openOutputPipes.ts"
import { ProcessGroup, pause } from "./ProcessGroup.ts"
import { identityOf, type ProcessIdentity } from "./ProcessIdentity.ts"

/** A command behind its gate, and then running. */
export interface CommandProcess {
  readonly identity: ProcessIdentity
  readonly group: ProcessGroup
  /** Opens the gate. */
  readonly proceed: Effect.Effect<void>
  readonly exited: Effect.Effect<ProcessExit>
  /** Waits for the end of the output, at most so long, and closes it. */
  readonly drained: (withinMs: number) => Effect.Effect<void>
  /** Lets go of the leash, once the group is gone. */
  readonly free: Effect.Effect<void>
  /** Lets go of the leash although the group lives: from now on it is not this worker's to end. */
  readonly keep: Effect.Effect<void>
  readonly isKept: () => boolean
}

/** How a process ended: one of the two. */
export interface ProcessExit {
  readonly exitCode: number | null
  readonly signal: string | null
}

export interface StartInput {
  readonly command: string | ReadonlyArray<string>
  readonly cwd: string
  /** All variables, scrubbed. */
  readonly environment: Readonly<Record<string, string>>
  /** What runs a command that is a line. */
  readonly shell: string
  readonly stdin?: string | undefined
  readonly output: CommandOutput
}

export const startProcess = Effect.fnUntraced(function* (
  input: StartInput
): Effect.fn.Return<CommandProcess, ProcessNotStarted> {
  const pipes = yield* openOutputPipes
  const child = yield* spawned(input, pipes?.writeEnds ?? ["pipe", "pipe"]).pipe(
    Effect.onError(() => Effect.sync(() => pipes?.readEnds.forEach((stream) => void stream.destroy()))),
    Effect.ensuring(Effect.sync(() => pipes?.closeWriteEnds()))
  )
  const exit = Deferred.makeUnsafe<ProcessExit>()
  child.once("exit", (exitCode, signal) => Deferred.doneUnsafe(exit, Effect.succeed({ exitCode, signal })))

  const [stdout, stderr] = pipes?.readEnds ?? [child.stdout!, child.stderr!]
  const closed = [collected(stdout, "stdout", input.output), collected(stderr, "stderr", input.output)]
  const opener = child.stdio[3] as Writable
  opener.on("error", ignoreClosedPipe)
  child.stdin?.on("error", ignoreClosedPipe).end(input.stdin)

  const group = new ProcessGroup(child.pid!)
  yield* leash.hold(group.id).pipe(Effect.onError(() => Effect.sync(() => group.signal("SIGKILL"))))
  let isKept = false
  return {
    identity: yield* identityOf(group.id),
    group,
    proceed: Effect.sync(() => void opener.end("go\n")),
    exited: Deferred.await(exit),
    drained: (withinMs) =>
      Effect.raceFirst(Effect.all(closed, { concurrency: "unbounded", discard: true }), pause(withinMs)).pipe(
        Effect.ensuring(Effect.sync(() => [stdout, stderr].forEach((stream) => void stream.destroy())))
      ),
    free: leash.free(group.id),
    keep: Effect.suspend(() => {
      isKept = true
      return leash.free(group.id)
    }),
    isKept: () => isKept
  }
})

/** One line on descriptor 3 opens the gate. A worker that dies before closes it, and the command never starts. */
const gate = 'read -r go <&3 || exit 125; exec 3<&-; exec "$@"'

const spawned = (input: StartInput, outputs: ReadonlyArray<number | "pipe">) =>
  Effect.callback<ChildProcess, ProcessNotStarted>((resume) => {
    const refuse = (error: NodeJS.ErrnoException) => resume(Effect.fail(ProcessNotStarted.because(error)))
    const words = typeof input.command === "string" ? [input.shell, "-c", input.command] : input.command
    const stdio = [input.stdin === undefined ? "ignore" : "pipe", ...outputs, "pipe"] as StdioOptions
    try {
      // Detached is a session and a process group of its own: Ctrl-C at the worker's terminal is not the command's.
      const child = spawn("/bin/sh", ["-c", gate, "genie-gate", ...words], {
        cwd: input.cwd,
        env: { ...input.environment },
        stdio,
        detached: true
      })
      child.once("error", refuse)
      child.once("spawn", () => resume(Effect.succeed(child)))
    } catch (error) {
      refuse(error as NodeJS.ErrnoException)
    }
  })

const collected = (stream: Readable, name: OutputStream, output: CommandOutput): Effect.Effect<void> => {
  const closed = Deferred.makeUnsafe<void>()
  stream.on("data", (chunk: Buffer) => output.write(name, chunk))
  stream.on("error", ignoreClosedPipe)
  stream.once("close", () => Deferred.doneUnsafe(closed, Effect.void))
  return Deferred.await(closed)
}

/** The process may close its end whenever it likes: its exit tells how it went. */
const ignoreClosedPipe = (): void => {}
