import type { Task } from "../api/model.ts"
import { Chip } from "../look/Chip.tsx"
import { Initials } from "../look/Initials.tsx"
import { PriorityMark } from "../task/PriorityMark.tsx"
import { TaskStatusChip } from "../task/TaskStatusChip.tsx"
import classes from "./CardFace.module.css"
import { RunPulse } from "./RunPulse.tsx"

/** What a card shows, on the board and in the hand. */
export const CardFace = ({ task }: { task: Task }) => (
  <>
    <span className={classes.top}>
      <PriorityMark priority={task.priority} />
      <span className={classes.key}>{task.key}</span>
      <RunPulse run={task.run} />
    </span>
    <span className={classes.title}>{task.title}</span>
    <span className={classes.foot}>
      {task.status !== "done" && task.status !== "cancelled" && <TaskStatusChip status={task.status} />}
      {task.tags.slice(0, TAGS_SHOWN).map((tag) => (
        <Chip key={tag}>{tag}</Chip>
      ))}
      {task.tags.length > TAGS_SHOWN && <Chip>{`+${task.tags.length - TAGS_SHOWN}`}</Chip>}
      <span className={classes.people}>
        {task.assignees.slice(0, PEOPLE_SHOWN).map((handle) => (
          <Initials key={handle} handle={handle} />
        ))}
      </span>
    </span>
  </>
)

/** More would make a card of three lines one of five. */
const TAGS_SHOWN = 2
const PEOPLE_SHOWN = 3
