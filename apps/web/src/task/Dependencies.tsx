import { genie } from "../api/genie.ts"
import type { TaskReference } from "../api/model.ts"
import type { TaskDetail } from "../api/tasks.ts"
import { Remove } from "../look/Remove.tsx"
import { Section } from "../look/Section.tsx"
import { PanelLink } from "../nav/PanelLink.tsx"
import { taskPlace } from "../nav/places.ts"
import { useSearch } from "../nav/useSearch.ts"
import { Adder } from "./Adder.tsx"
import classes from "./Dependencies.module.css"
import { TaskStatusChip } from "./TaskStatusChip.tsx"
import { useTaskAct } from "./useTaskAct.ts"

type Edge = Parameters<typeof genie.tasks.removeDependency>[0]

/** A task in a group, and the edge that puts it there; parts have none. */
type Entry = readonly [task: TaskReference, edge?: Edge]

/** What a task waits for, what waits for it, and what else it has to do with. */
export const Dependencies = ({ detail: { dependencies, dependents, subtasks, task } }: { detail: TaskDetail }) => {
  const search = useSearch()
  const add = useTaskAct({
    name: "Not added",
    act: (on: string) => genie.tasks.addDependency({ task: task.key, on: on.toUpperCase() })
  })
  const remove = useTaskAct({ name: "Not removed", act: (edge: Edge) => genie.tasks.removeDependency(edge) })

  const out = (isBlocking: boolean) =>
    dependencies
      .filter(({ kind }) => (kind === "depends_on") === isBlocking)
      .map(({ kind, task: on }): Entry => [on, { task: task.key, on: on.key, kind }])
  const into = (isBlocking: boolean) =>
    dependents
      .filter(({ kind }) => (kind === "depends_on") === isBlocking)
      .map(({ kind, task: from }): Entry => [from, { task: from.key, on: task.key, kind }])
  const groups: ReadonlyArray<readonly [title: string, entries: ReadonlyArray<Entry>]> = [
    [WAITS_FOR, out(true)],
    ["Blocks", into(true)],
    ["Parts", subtasks.map((part): Entry => [part])],
    ["Related", [...out(false), ...into(false)]]
  ]
  return groups
    .filter(([title, entries]) => entries.length > 0 || title === WAITS_FOR)
    .map(([title, entries]) => (
      <Section
        key={title}
        title={title}
        actions={
          title === WAITS_FOR && (
            <Adder label="Add a task it waits for" placeholder={`${task.project}-12`} onAdd={add.mutateAsync} />
          )
        }
      >
        <ul>
          {entries.map(([other, edge]) => (
            <li key={`${edge?.kind} ${edge?.on} ${other.key}`} className={classes.entry}>
              <PanelLink href={taskPlace(other.key, search)} className={classes.task}>
                <span className={classes.key}>{other.key}</span>
                <span className={classes.title}>{other.title}</span>
                <TaskStatusChip status={other.status} />
              </PanelLink>
              {edge !== undefined && <Remove label={`Remove ${other.key}`} onClick={() => remove.mutate(edge)} />}
            </li>
          ))}
        </ul>
      </Section>
    ))
}

const WAITS_FOR = "Waits for"
