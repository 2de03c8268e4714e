import { useQuery } from "@tanstack/react-query"
import { sentenceOf } from "../api/Problem.ts"
import { type TaskDetail, taskQuery } from "../api/tasks.ts"
import { SidePanel } from "../look/SidePanel.tsx"
import { SkeletonLines } from "../look/Skeleton.tsx"
import { Activity } from "./Activity.tsx"
import { Approvals } from "./Approvals.tsx"
import { Dependencies } from "./Dependencies.tsx"
import { Editable } from "./Editable.tsx"
import { PriorityMark } from "./PriorityMark.tsx"
import { TaskActions } from "./TaskActions.tsx"
import { TaskFacts } from "./TaskFacts.tsx"
import classes from "./TaskPanel.module.css"
import { TaskRuns } from "./TaskRuns.tsx"
import { TaskStatusChip } from "./TaskStatusChip.tsx"
import { TextSection } from "./TextSection.tsx"
import { useUpdateTask } from "./useUpdateTask.ts"
import { Why } from "./Why.tsx"

/** A task in detail, over its board. */
const TaskPanel = ({ onClose, task: key }: { task: string; onClose: () => void }) => {
  const { data: detail, error } = useQuery(taskQuery(key))
  return (
    <SidePanel
      label={detail === undefined ? key : `${detail.task.key} ${detail.task.title}`}
      onClose={onClose}
      head={
        <>
          {detail && <PriorityMark priority={detail.task.priority} />}
          <span className={classes.key}>{key}</span>
          {detail && <TaskStatusChip status={detail.task.status} />}
        </>
      }
      actions={detail && <TaskActions detail={detail} />}
    >
      {error !== null && detail === undefined && <p>{sentenceOf(error)}</p>}
      {error === null && detail === undefined && <SkeletonLines label="Loading the task" lines={10} />}
      {detail && <Detail detail={detail} />}
    </SidePanel>
  )
}

const Detail = ({ detail }: { detail: TaskDetail }) => {
  const { task } = detail
  const update = useUpdateTask(task)
  return (
    <>
      <Editable
        label="Title"
        value={task.title}
        className={classes.title}
        draft={`${task.key} title`}
        onSave={(title) => update.mutateAsync({ title })}
      />
      <Why detail={detail} />
      <Approvals detail={detail} />
      <TaskFacts detail={detail} />
      <TextSection
        title="Description"
        label="Description"
        value={task.body}
        placeholder="What is to be known? Markdown."
        draft={`${task.key} body`}
        onSave={(body) => update.mutateAsync({ body })}
      />
      <TextSection
        title="Done when"
        label="Acceptance"
        value={task.acceptance}
        placeholder="When does it count as done?"
        draft={`${task.key} acceptance`}
        onSave={(acceptance) => update.mutateAsync({ acceptance })}
      />
      <Dependencies detail={detail} />
      <TaskRuns task={task} />
      <Activity task={task.key} />
    </>
  )
}

export default TaskPanel
