import { Link } from "wouter"
import type { TaskReference } from "../api/model.ts"
import type { TaskDetail } from "../api/tasks.ts"
import { Section } from "../look/Section.tsx"
import classes from "./Dependencies.module.css"
import { TaskStatusChip } from "./TaskStatusChip.tsx"

/** What a task waits for, what waits for it, and what else it has to do with. */
export const Dependencies = ({ detail: { dependencies, dependents, subtasks } }: { detail: TaskDetail }) => {
  const of = (edges: TaskDetail["dependencies"], isBlocking: boolean) =>
    edges.filter(({ kind }) => (kind === "depends_on") === isBlocking).map(({ task }) => task)
  const groups = [
    ["Waits for", of(dependencies, true)],
    ["Blocks", of(dependents, true)],
    ["Parts", subtasks],
    ["Related", [...of(dependencies, false), ...of(dependents, false)]]
  ] as const
  return groups
    .filter(([, tasks]) => tasks.length > 0)
    .map(([title, tasks]) => (
      <Section key={title} title={title}>
        <ul>
          {tasks.map((task) => (
            <li key={task.key}>
              <Reference task={task} />
            </li>
          ))}
        </ul>
      </Section>
    ))
}

const Reference = ({ task }: { task: TaskReference }) => (
  <Link href={`/app/task/${task.key}`} className={classes.task}>
    <span className={classes.key}>{task.key}</span>
    <span className={classes.title}>{task.title}</span>
    <TaskStatusChip status={task.status} />
  </Link>
)
