// A run knows ids. People know names.
import { useQuery } from "@tanstack/react-query"
import { Link } from "wouter"
import { workersQuery } from "../api/runs.ts"
import { scheduleQuery } from "../api/schedules.ts"
import { taskQuery } from "../api/tasks.ts"
import { schedulePlace, taskPlace } from "../nav/places.ts"
import classes from "./RunPanel.module.css"

/** The task that a run works on, and the way to it. */
export const TaskName = ({ id }: { id: string }) => {
  const task = useQuery(taskQuery(id)).data?.task
  return (
    <Link href={taskPlace(task?.key ?? id)} className={classes.link}>
      {task === undefined ? "its task" : `${task.key} ${task.title}`}
    </Link>
  )
}

/** The schedule that fired it, and the way to it. */
export const ScheduleName = ({ id }: { id: string }) => {
  const name = useQuery(scheduleQuery(id)).data?.name
  return (
    <Link href={schedulePlace(name ?? id)} className={classes.link}>
      {name ?? "its schedule"}
    </Link>
  )
}

/** The worker that has it, or had it. One that is long gone is known by its id alone. */
export const WorkerName = ({ id }: { id: string }) => {
  const worker = useQuery(workersQuery).data?.find((each) => each.id === id)
  return worker === undefined ? <code className={classes.id}>{id}</code> : `${worker.name} on ${worker.host}`
}
