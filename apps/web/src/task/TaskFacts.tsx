import type { TaskDetail } from "../api/tasks.ts"
import { Facts } from "../look/Facts.tsx"
import { PanelLink } from "../nav/PanelLink.tsx"
import { taskPlace } from "../nav/places.ts"
import { useSearch } from "../nav/useSearch.ts"
import { Moment } from "../time/Moment.tsx"
import { DateFact } from "./DateFact.tsx"
import { People } from "./People.tsx"
import { PriorityMenu } from "./PriorityMenu.tsx"
import { Tags } from "./Tags.tsx"
import classes from "./TaskFacts.module.css"
import { useUpdateTask } from "./useUpdateTask.ts"

/** What is said of a task beside its text. */
export const TaskFacts = ({ detail: { actors, task } }: { detail: TaskDetail }) => {
  const search = useSearch()
  const update = useUpdateTask(task)
  return (
    <Facts
      of={{
        Column: task.column,
        Priority: <PriorityMenu task={task} />,
        Assignees: <People task={task} handles={task.assignees} />,
        ...Object.fromEntries(
          (["reviewer", "owner", "watcher"] as const).map((role) => [
            roles[role],
            actors
              .filter((each) => each.role === role)
              .map(({ actor }) => actor)
              .join(", ")
          ])
        ),
        Tags: <Tags task={task} />,
        Effort: task.effort,
        Starts: <DateFact label="Starts" at={task.startAt} onChange={(start) => update.mutateAsync({ start })} />,
        Due: <DateFact label="Due" at={task.dueAt} onChange={(due) => update.mutateAsync({ due })} />,
        "Part of": task.parent && (
          <PanelLink href={taskPlace(task.parent, search)} className={classes.link}>
            {task.parent}
          </PanelLink>
        ),
        Elsewhere: task.externalUrl && (
          <a href={task.externalUrl} className={classes.link} target="_blank" rel="noreferrer">
            {task.externalId ?? task.externalUrl}
          </a>
        ),
        Created: (
          <>
            <Moment at={task.createdAt} /> by {task.createdBy}
          </>
        )
      }}
    />
  )
}

const roles = { reviewer: "Reviewers", owner: "Owners", watcher: "Watchers" }
