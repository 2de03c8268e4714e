import { Menu } from "@mantine/core"
import type { Priority, Task } from "../api/model.ts"
import { PriorityMark } from "./PriorityMark.tsx"
import classes from "./PriorityMenu.module.css"
import { useUpdateTask } from "./useUpdateTask.ts"

/** How urgent a task is, and how that is changed. */
export const PriorityMenu = ({ task }: { task: Task }) => {
  const update = useUpdateTask(task)
  return (
    <Menu position="bottom-start" width={150}>
      <Menu.Target>
        <button type="button" className={classes.value} aria-label={`Priority: ${task.priority}`}>
          <PriorityMark priority={task.priority} />
          {task.priority}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {priorities.map((priority) => (
          <Menu.Item
            key={priority}
            leftSection={<PriorityMark priority={priority} />}
            onClick={() => update.mutate({ priority })}
          >
            {priority}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

const priorities: ReadonlyArray<Priority> = ["urgent", "high", "normal", "low"]
