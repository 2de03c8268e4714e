import { useInfiniteQuery } from "@tanstack/react-query"
import { Link } from "wouter"
import type { Task } from "../api/model.ts"
import { runsQuery } from "../api/runs.ts"
import { Section } from "../look/Section.tsx"
import { RunOutput } from "../runs/RunOutput.tsx"
import { isUnfinished } from "../runs/runStates.ts"
import classes from "../runs/ShortRuns.module.css"
import { ShortRuns } from "../runs/ShortRuns.tsx"

/** Who has worked on a task, and what the one at work says right now; otherwise what the last one said. */
export const TaskRuns = ({ task }: { task: Task }) => {
  const { data } = useInfiniteQuery(runsQuery({ task: task.id }))
  const runs = data?.pages[0]?.items ?? []
  if (runs.length === 0) return null
  const told =
    runs.find(({ state }) => state === "claimed" || state === "running") ?? runs.find(({ startedAt }) => startedAt)
  return (
    <>
      <Section
        title="Runs"
        actions={
          <Link href={`/app/runs?task=${task.key}`} className={classes.all}>
            All runs
          </Link>
        }
      >
        <ShortRuns runs={runs.slice(0, RUNS_SHOWN)} />
      </Section>
      {told !== undefined && <RunOutput key={told.id} run={told.id} isLive={isUnfinished(told.state)} />}
    </>
  )
}

/** The rest is under Runs. */
const RUNS_SHOWN = 6
