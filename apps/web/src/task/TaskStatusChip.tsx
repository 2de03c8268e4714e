import type { TaskStatus } from "../api/model.ts"
import { Chip } from "../look/Chip.tsx"
import { taskStatuses } from "./taskStatuses.ts"

/** How a task stands, in a word. */
export const TaskStatusChip = ({ status }: { status: TaskStatus }) => {
  const { Icon, means, name, tone } = taskStatuses[status]
  return (
    <Chip tone={tone} icon={<Icon size={11} aria-hidden="true" />} title={means}>
      {name}
    </Chip>
  )
}
