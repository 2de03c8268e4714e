import { Link } from "wouter"
import type { TaskDetail } from "../api/tasks.ts"
import { Chip } from "../look/Chip.tsx"
import { Facts } from "../look/Facts.tsx"
import { Moment } from "../time/Moment.tsx"
import { People } from "./People.tsx"
import { PriorityMenu } from "./PriorityMenu.tsx"
import classes from "./TaskFacts.module.css"

/** What is said of a task beside its text. */
export const TaskFacts = ({ detail: { actors, task } }: { detail: TaskDetail }) => (
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
      Tags: task.tags.length > 0 && (
        <span className={classes.tags}>
          {task.tags.map((tag) => (
            <Chip key={tag}>{tag}</Chip>
          ))}
        </span>
      ),
      Effort: task.effort,
      Starts: task.startAt && <Moment at={task.startAt} />,
      Due: task.dueAt && <Moment at={task.dueAt} />,
      "Part of": task.parent && (
        <Link href={`/app/task/${task.parent}`} className={classes.link}>
          {task.parent}
        </Link>
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

const roles = { reviewer: "Reviewers", owner: "Owners", watcher: "Watchers" }
