import { useQuery } from "@tanstack/react-query"
import { Link } from "wouter"
import type { Run } from "../api/model.ts"
import { sentenceOf } from "../api/Problem.ts"
import { runQuery } from "../api/runs.ts"
import { Facts } from "../look/Facts.tsx"
import { Section } from "../look/Section.tsx"
import { SidePanel } from "../look/SidePanel.tsx"
import { SkeletonLines } from "../look/Skeleton.tsx"
import { Verbatim } from "../look/Verbatim.tsx"
import { PanelLink } from "../nav/PanelLink.tsx"
import { runPlace } from "../nav/places.ts"
import { duration } from "../time/duration.ts"
import { Moment } from "../time/Moment.tsx"
import { RunActions } from "./RunActions.tsx"
import { ScheduleName, TaskName, WorkerName } from "./RunNames.tsx"
import { RunOutput } from "./RunOutput.tsx"
import classes from "./RunPanel.module.css"
import { RunStateChip } from "./RunStateChip.tsx"
import { isUnfinished } from "./runStates.ts"

/** A run in detail: what it did, how it ended, what it printed. */
export const RunPanel = ({ onClose, run: id }: { run: string; onClose: () => void }) => {
  const { data: run, error } = useQuery(runQuery(id))
  return (
    <SidePanel
      label={run?.name ?? "Run"}
      onClose={onClose}
      head={run && <RunStateChip state={run.state} />}
      actions={run && <RunActions run={run} />}
    >
      {error && <p>{sentenceOf(error)}</p>}
      {run === undefined && !error && <SkeletonLines label="Loading the run" lines={8} />}
      {run && <Detail run={run} />}
    </SidePanel>
  )
}

const hasContent = (payload: unknown): boolean =>
  payload !== null && (typeof payload !== "object" || Object.keys(payload).length > 0)

const Detail = ({ run }: { run: Run }) => (
  <>
    <h2 className={classes.title}>{run.name}</h2>
    {run.failureMessage !== null && <p className={classes.failure}>{run.failureMessage}</p>}
    <Facts
      of={{
        Worker: run.workerId && <WorkerName id={run.workerId} />,
        Project: run.project && (
          <Link href={`/app/board/${run.project}`} className={classes.link}>
            {run.project}
          </Link>
        ),
        Queue: run.queue,
        Priority: run.priority === "normal" ? undefined : run.priority,
        Attempt: run.attemptsMax > 1 || run.attempt > 1 ? `${run.attempt} of ${run.attemptsMax}` : undefined,
        Due: <Moment at={run.dueAt} />,
        Started: run.startedAt && <Moment at={run.startedAt} />,
        Finished: run.finishedAt && <Moment at={run.finishedAt} />,
        Took: run.durationMs !== null && duration(run.durationMs),
        "Exit code": run.exitCode !== null && String(run.exitCode),
        Signal: run.signal,
        "Held by": run.holder,
        "Retry of": run.retryOf && (
          <PanelLink href={runPlace(run.retryOf, location.search.slice(1))} className={classes.link}>
            the attempt before
          </PanelLink>
        ),
        Task: run.taskId && <TaskName id={run.taskId} />,
        Schedule: run.scheduleId && <ScheduleName id={run.scheduleId} />,
        Directory: run.directory,
        "Enqueued by": run.enqueuedBy,
        Id: <code className={classes.id}>{run.id}</code>
      }}
    />
    {run.command !== null && (
      <Section title="Command">
        <Verbatim label="Command">{run.command}</Verbatim>
      </Section>
    )}
    {hasContent(run.payload) && (
      <Section title="Payload">
        <Verbatim label="Payload">{JSON.stringify(run.payload, null, 2)}</Verbatim>
      </Section>
    )}
    <RunOutput key={run.id} run={run.id} isLive={isUnfinished(run.state)} />
    {run.result !== null && (
      <Section title="Result">
        <Verbatim label="Result">{JSON.stringify(run.result, null, 2)}</Verbatim>
      </Section>
    )}
  </>
)
