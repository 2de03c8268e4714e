import { useQuery } from "@tanstack/react-query"
import { ListTodoIcon } from "lucide-react"
import { Redirect } from "wouter"
import { Problem, sentenceOf } from "../api/Problem.ts"
import { taskQuery } from "../api/tasks.ts"
import { BoardSkeleton } from "../board/BoardSkeleton.tsx"
import { Empty } from "../look/Empty.tsx"
import { taskPlace } from "../nav/places.ts"

/** Whether an address names a task by its id. */
export const isUuid = (name: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name)

/** A task that is named by its id is found at its key. */
export const TaskById = ({ id }: { id: string }) => {
  const { data, error } = useQuery(taskQuery(id))
  if (data !== undefined) return <Redirect to={taskPlace(data.task.key)} replace />
  if (error === null) return <BoardSkeleton />
  return (
    <Empty icon={<ListTodoIcon size={20} />} title={error instanceof Problem ? error.title : "Not shown"}>
      {sentenceOf(error)}
    </Empty>
  )
}
