import { useQuery } from "@tanstack/react-query"
import { sentenceOf } from "../api/Problem.ts"
import { type TaskDetail, taskQuery } from "../api/tasks.ts"
import { Section } from "../look/Section.tsx"
import { SidePanel } from "../look/SidePanel.tsx"
import { Comments } from "./Comments.tsx"
import { Dependencies } from "./Dependencies.tsx"
import { Editable } from "./Editable.tsx"
import { History } from "./History.tsx"
import { PriorityMark } from "./PriorityMark.tsx"
import { TaskActions } from "./TaskActions.tsx"
import { TaskFacts } from "./TaskFacts.tsx"
import classes from "./TaskPanel.module.css"
import { TaskRuns } from "./TaskRuns.tsx"
import { TaskStatusChip } from "./TaskStatusChip.tsx"
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
        isRequired
        onSave={(title) => update.mutateAsync({ title })}
      />
      <Why detail={detail} />
      <TaskFacts detail={detail} />
      <Section title="Description">
        <Editable
          label="Description"
          value={task.body}
          placeholder="What is to be known? Markdown."
          onSave={(body) => update.mutateAsync({ body })}
        />
      </Section>
      <Section title="Done when">
        <Editable
          label="Acceptance"
          value={task.acceptance}
          placeholder="When does it count as done?"
          onSave={(acceptance) => update.mutateAsync({ acceptance })}
        />
      </Section>
      <Dependencies detail={detail} />
      <TaskRuns task={task} />
      <Comments task={task.key} />
      <History task={task.key} />
    </>
  )
}

export default TaskPanel
