import type { Task } from "../api/model.ts"
import { Chip } from "../look/Chip.tsx"
import { Initials } from "../look/Initials.tsx"
import { PanelLink } from "../nav/PanelLink.tsx"
import { taskPlace } from "../nav/places.ts"
import { PriorityMark } from "../task/PriorityMark.tsx"
import { TaskStatusChip } from "../task/TaskStatusChip.tsx"
import { Moment } from "../time/Moment.tsx"
import { SortHeading } from "./SortHeading.tsx"
import classes from "./TaskTable.module.css"

interface TaskTableProps {
  readonly tasks: ReadonlyArray<Task>
  readonly openTask: string | undefined
  /** The query of a task that is opened over this list. */
  readonly search: string
}

/** Tasks in rows, sorted by a column of which the heading is pressed. */
export const TaskTable = ({ openTask, search, tasks }: TaskTableProps) => (
  <table className={classes.table} data-items>
    <thead>
      <tr>
        <SortHeading name="Task" orders={["newest", "oldest"]} className={classes.task} />
        <th className={classes.status}>Status</th>
        <SortHeading name="Priority" orders={["urgent"]} className={classes.priority} />
        <th className={classes.column}>Column</th>
        <th className={classes.tags}>Tags</th>
        <th className={classes.people}>Assignees</th>
        <SortHeading name="Due" orders={["due"]} className={classes.when} />
        <SortHeading name="Changed" orders={["changed"]} className={classes.changed} />
      </tr>
    </thead>
    <tbody>
      {tasks.map((task) => (
        <Row key={task.key} task={task} isOpen={task.key === openTask} search={search} />
      ))}
    </tbody>
  </table>
)

const Row = ({ isOpen, search, task }: { task: Task; isOpen: boolean; search: string }) => (
  <tr className={classes.row} data-open={isOpen || undefined}>
    <th scope="row" className={classes.task}>
      <PanelLink href={taskPlace(task.key, search)} className={classes.link} data-item data-task={task.key}>
        <span className={classes.key}>{task.key}</span>
        <span className={classes.title}>{task.title}</span>
      </PanelLink>
    </th>
    <td className={classes.status}>
      <TaskStatusChip status={task.status} />
    </td>
    <td className={classes.priority}>
      <span className={classes.chips}>
        <PriorityMark priority={task.priority} />
        {task.priority}
      </span>
    </td>
    <td className={classes.column}>{task.column}</td>
    <td className={classes.tags}>
      <span className={classes.chips}>
        {task.tags.slice(0, TAGS_SHOWN).map((tag) => (
          <Chip key={tag}>{tag}</Chip>
        ))}
        {task.tags.length > TAGS_SHOWN && <Chip>{`+${task.tags.length - TAGS_SHOWN}`}</Chip>}
      </span>
    </td>
    <td className={classes.people}>
      <span className={classes.chips}>
        {task.assignees.slice(0, PEOPLE_SHOWN).map((handle) => (
          <Initials key={handle} handle={handle} />
        ))}
        {task.assignees.length > PEOPLE_SHOWN && <Chip>{`+${task.assignees.length - PEOPLE_SHOWN}`}</Chip>}
      </span>
    </td>
    <td className={classes.when} data-overdue={isOverdue(task) || undefined}>
      {task.dueAt !== null && <Moment at={task.dueAt} />}
    </td>
    <td className={classes.changed}>
      <Moment at={task.updatedAt} />
    </td>
  </tr>
)

const isOverdue = ({ category, dueAt }: Task): boolean =>
  dueAt !== null && Date.parse(dueAt) < Date.now() && category !== "done" && category !== "cancelled"

/** A row has one line. */
const TAGS_SHOWN = 2
const PEOPLE_SHOWN = 3
