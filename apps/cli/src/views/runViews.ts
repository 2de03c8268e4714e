import { printable, type Screen, table } from "@genie/operation/commands"
import type { Run } from "@genie/store/model"
import { duration } from "./duration.ts"
import { fields } from "./fields.ts"
import { instant } from "./instant.ts"
import { more } from "./more.ts"
import { relative } from "./relative.ts"

interface Page {
  readonly items: ReadonlyArray<Run>
  readonly next: string | null
}

/** Runs, newest first. */
export const runListView = ({ items, next }: Page, screen: Screen): string =>
  items.length === 0
    ? "There are no runs. Make one: genie enqueue shell --run 'echo hello'"
    : table(
        items,
        {
          id: { value: ({ id }) => id.slice(-8), isWhole: true },
          state: ({ state }) => `${marks[state]} ${state.replace("_", " ")}`,
          name: ({ name }) => name,
          queue: ({ queue }) => queue,
          ...(items.some(({ project }) => project !== null) && { project: ({ project }: Run) => project ?? "-" }),
          when: ({ dueAt, finishedAt, startedAt }) => relative(finishedAt ?? startedAt ?? dueAt, screen),
          took: { value: ({ durationMs }) => duration(durationMs), align: "right" },
          exit: { value: endOf, align: "right" },
          try: { value: triesOf, align: "right" }
        },
        screen
      ) + more(next)

/** Everything about a run, and the end of its output. */
export const runView = (run: Run, screen: Screen): string => {
  const about = fields(
    {
      run: run.name,
      id: run.id,
      state: `${marks[run.state]} ${run.state.replace("_", " ")}`,
      failure: run.failureMessage === null ? run.failureKind : `${run.failureMessage} (${run.failureKind})`,
      exit: endOf(run) === "-" ? null : endOf(run),
      took: run.durationMs === null ? null : duration(run.durationMs),
      queue: `${run.queue} (${run.priority})`,
      project: run.project,
      command: run.command,
      payload: run.payload === null ? null : JSON.stringify(run.payload),
      result: run.result === null ? null : JSON.stringify(run.result),
      directory: run.directory,
      due: instant(run.dueAt, screen),
      started: instant(run.startedAt, screen),
      finished: instant(run.finishedAt, screen),
      attempt:
        run.attempt > run.attemptsMax
          ? `${run.attempt}, after a retry by hand`
          : `${run.attempt} of ${run.attemptsMax}`,
      "retry of": run.retryOf,
      enqueued: `${instant(run.enqueuedAt, screen)} by ${run.enqueuedBy}`,
      task: run.taskId,
      holder: run.holder,
      worker: run.workerId,
      trace: run.traceId
    },
    screen
  )
  if (run.state === "running" && run.holder === null)
    return `${about}\n\nOutput as it comes: genie run output ${run.id.slice(-8)} --follow`
  if (!run.outputTail) return about
  const bytes = run.outputBytes === null ? "" : ` (the end of ${run.outputBytes.toLocaleString("en-US")} bytes)`
  return `${about}\n\nOutput${bytes}:\n${printable(run.outputTail.trimEnd())}`
}

/** A run that was retried by hand has more attempts than were planned, and no plan for another. */
const triesOf = ({ attempt, attemptsMax }: Run) =>
  attempt > attemptsMax ? String(attempt) : `${attempt}/${attemptsMax}`

const endOf = ({ exitCode, signal }: Run) => signal ?? (exitCode === null ? "-" : String(exitCode))

const marks: Record<Run["state"], string> = {
  queued: "○",
  claimed: "◔",
  running: "●",
  waiting: "◌",
  succeeded: "✓",
  failed: "✗",
  cancelled: "⊘",
  timed_out: "✗",
  lost: "✗"
}
