import { delimiter, isAbsolute } from "node:path"
import type { Actor } from "@genie/operation"
import { handleOf } from "@genie/store/model"
import { Effect } from "effect"
import type { ClaimedRun } from "../contract/ClaimedRun.ts"
import { absoluteCommand } from "../process/absoluteCommand.ts"
import { allowedDirectory } from "../process/allowedDirectory.ts"
import { type CommandInput, type CommandResult, runCommand } from "../process/runCommand.ts"
import { namesOfWork } from "../process/scrubEnvironment.ts"
import type { Say } from "./RunOutput.ts"
import type { WorkResult } from "./Worker.ts"

/** Where a command's run may reach Genie. */
export interface CommandHost {
  /** Working directory of runs that name none. */
  readonly directory: string
  /** Whose worker it is. What its commands do to Genie is done by this actor, unless it is a person or Genie itself. */
  readonly actor?: Actor
  /** The data directory of the Genie that its commands shall use. */
  readonly home?: string
  readonly apiUrl?: string
  readonly socket?: string
  /** Does every claimed run with this command, instead of the run's own. */
  readonly exec?: ExecOptions
}

/**
 * The one command of a worker. A run gives it payload, task and project and nothing else: who may enqueue must not
 * choose what a host executes.
 */
export interface ExecOptions {
  /** A line for `/bin/sh`. A relative program is the one beside the worker's own directory, wherever a run works. */
  readonly command: string
  /** Where runs may work, subdirectories included. A run that names another directory fails. */
  readonly directories: ReadonlyArray<string>
}

/** Does a run by running a command: its own, or the one its worker was started with. */
export const performCommand = (
  host: CommandHost
): ((run: ClaimedRun, signal: AbortSignal, say?: Say) => Effect.Effect<WorkResult>) => {
  const exec = host.exec && { ...host.exec, command: absoluteCommand(host.exec.command, host.directory) }
  return Effect.fnUntraced(function* (run, signal, say) {
    const work = exec === undefined ? workOfRun(run, host) : yield* workOfExec(run, host, exec)
    if (typeof work === "string") return { outcome: "failed", failureKind: "spawn", failureMessage: work }
    const { leftOut, ...command } = work
    if (leftOut !== undefined) say?.("note", leftOut)
    const result = yield* runCommand({
      ...command,
      identity: identityOf(run, host),
      timeoutMs: run.timeoutMs ?? undefined,
      signal,
      onOutput: say && (({ stream, text }) => say(stream, text))
    })
    if (result.note !== undefined) say?.("note", result.note)
    return resultOf(result, leftOut)
  })
}

type CommandWork = Pick<CommandInput, "command" | "cwd" | "environment" | "stdin" | "leftovers"> & {
  /** A sentence about what the run says and this worker does not take from it. */
  readonly leftOut?: string
}

const workOfRun = (run: ClaimedRun, host: CommandHost): CommandWork | string =>
  run.command === null
    ? `The run has no command, and this worker has none for queue "${run.queue}": start one with --exec.`
    : {
        command: run.command,
        cwd: run.directory ?? host.directory,
        environment: run.environment,
        stdin: run.stdin ?? undefined,
        leftovers: run.leftovers
      }

const workOfExec = Effect.fnUntraced(function* (
  run: ClaimedRun,
  host: CommandHost,
  exec: ExecOptions
): Effect.fn.Return<CommandWork | string> {
  const place =
    run.directory === null ? { path: host.directory } : yield* allowedDirectory(run.directory, exec.directories)
  if ("problem" in place) return place.problem
  const names = Object.keys(run.environment)
  const leftOut = [
    ...names.filter((name) => !namesOfWork.has(name)).map((name) => `the variable ${name}`),
    ...(run.stdin === null ? [] : ["the standard input"]),
    ...(run.command === null ? [] : ["the command"])
  ]
  return {
    command: exec.command,
    cwd: place.path,
    environment: {
      ...Object.fromEntries(Object.entries(run.environment).filter(([name]) => namesOfWork.has(name))),
      PATH: absolutePath()
    },
    stdin: JSON.stringify(run.payload),
    ...(leftOut.length > 0 && { leftOut: leftOutNote(leftOut) })
  }
})

/** A relative directory of PATH would find a program in the directory that the run chose. */
const absolutePath = (): string => {
  const directories = (process.env.PATH ?? "").split(delimiter).filter((directory) => isAbsolute(directory))
  return directories.length === 0 ? "/usr/local/bin:/usr/bin:/bin" : directories.join(delimiter)
}

/** How many things one note names. */
const LEFT_OUT_MAX = 10

const leftOutNote = (leftOut: ReadonlyArray<string>): string => {
  const named = leftOut.slice(0, LEFT_OUT_MAX).join(", ")
  const rest = leftOut.length > LEFT_OUT_MAX ? ` and ${leftOut.length - LEFT_OUT_MAX} more` : ""
  return `This worker takes payload, task and project from a run. It left out: ${named}${rest}.`
}

const identityOf = (run: ClaimedRun, host: CommandHost): CommandInput["identity"] => ({
  runId: run.id,
  traceId: run.traceId,
  idempotencyKey: run.idempotencyKey,
  attempt: run.attempt,
  fence: run.fence,
  queue: run.queue,
  scheduleName: run.scheduleId === null ? undefined : run.name,
  scheduleId: run.scheduleId ?? undefined,
  triggerId: run.triggerId ?? undefined,
  actor: actorOf(host.actor, run),
  home: host.home,
  apiUrl: host.apiUrl,
  socket: host.socket
})

const resultOf = (result: CommandResult, leftOut: string | undefined): WorkResult => {
  const { durationMs, exitCode, failureKind, message, outcome, signal, stderrBytes, stdoutBytes } = result
  return {
    outcome,
    durationMs,
    outputTail: tailOf(result, leftOut),
    outputBytes: stdoutBytes + stderrBytes,
    ...(exitCode === null ? {} : { exitCode }),
    ...(signal === null ? {} : { signal }),
    ...(failureKind === undefined ? {} : { failureKind }),
    ...(message === undefined ? {} : { failureMessage: message })
  }
}

/** The end of the output, with Genie's own remarks where they belong, so that they are read with it. */
const tailOf = ({ note, tail, tailDropped }: CommandResult, leftOut: string | undefined): string => {
  const dropped = tailDropped === 0 ? "" : `… ${tailDropped} bytes before this …\n`
  const before = leftOut === undefined ? "" : `– ${leftOut}\n`
  const after = note === undefined ? "" : `${tail === "" || tail.endsWith("\n") ? "" : "\n"}– ${note}\n`
  return `${before}${dropped}${tail}${after}`
}

/** A command is no person: what it does in the name of its worker's user is done by an agent. */
const actorOf = (actor: Actor | undefined, { queue }: ClaimedRun): string =>
  actor === undefined || actor.kind === "human" || actor.kind === "system"
    ? `agent:${handleOf(queue)}`
    : `${actor.kind}:${actor.handle}`
