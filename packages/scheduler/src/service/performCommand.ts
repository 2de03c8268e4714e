import type { Actor } from "@genie/operation"
import { Effect } from "effect"
import type { ClaimedRun } from "../contract/ClaimedRun.ts"
import { runCommand } from "../process/runCommand.ts"
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
  /** Runs every claimed run with this command, its payload on standard input, instead of the run's own command. */
  readonly exec?: string
}

/** Does a run by running a command: its own, or the one its worker was started with. */
export const performCommand =
  (host: CommandHost) =>
  (run: ClaimedRun, signal: AbortSignal, say?: Say): Effect.Effect<WorkResult> => {
    const command = host.exec ?? run.command
    if (command === null) return Effect.succeed(nothingToRun(run))
    return Effect.map(
      runCommand({
        command,
        cwd: run.directory ?? host.directory,
        environment: run.environment,
        stdin: host.exec === undefined ? (run.stdin ?? undefined) : (run.stdin ?? JSON.stringify(run.payload)),
        identity: {
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
        },
        timeoutMs: run.timeoutMs ?? undefined,
        signal,
        onOutput: say && (({ stream, text }) => say(stream, text))
      }),
      ({
        durationMs,
        exitCode,
        failureKind,
        message,
        outcome,
        signal,
        stderrBytes,
        stdoutBytes,
        tail,
        tailDropped
      }) => ({
        outcome,
        durationMs,
        outputTail: tailDropped === 0 ? tail : `… ${tailDropped} bytes before this …\n${tail}`,
        outputBytes: stdoutBytes + stderrBytes,
        ...(exitCode === null ? {} : { exitCode }),
        ...(signal === null ? {} : { signal }),
        ...(failureKind === undefined ? {} : { failureKind }),
        ...(message === undefined ? {} : { failureMessage: message })
      })
    )
  }

/** A command is no person: what it does in the name of its worker's user is done by an agent. */
const actorOf = (actor: Actor | undefined, { queue }: ClaimedRun): string =>
  actor === undefined || actor.kind === "human" || actor.kind === "system"
    ? `agent:${queue}`
    : `${actor.kind}:${actor.handle}`

const nothingToRun = (run: ClaimedRun): WorkResult => ({
  outcome: "failed",
  failureKind: "spawn",
  failureMessage: `The run has no command, and this worker has none for queue "${run.queue}": start one with --exec.`
})
