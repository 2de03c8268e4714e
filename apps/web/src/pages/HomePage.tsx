import { useQuery } from "@tanstack/react-query"
import { SquareKanbanIcon } from "lucide-react"
import { Redirect } from "wouter"
import { lastProject, projectsQuery } from "../api/projects.ts"
import { BoardSkeleton } from "../board/BoardSkeleton.tsx"
import { Empty } from "../look/Empty.tsx"
import { PageHeader } from "../shell/PageHeader.tsx"

/** The board that was looked at last, or how to have one. */
export const HomePage = () => {
  const projects = useQuery(projectsQuery)
  if (projects.isPending) return <BoardSkeleton />
  const keys = (projects.data ?? []).map(({ key }) => key)
  const last = lastProject.get()
  const first = last !== null && keys.includes(last) ? last : keys[0]

  if (first !== undefined) return <Redirect to={`/app/board/${first}`} replace />
  return (
    <>
      <PageHeader title="Board" />
      <Empty
        icon={<SquareKanbanIcon size={20} />}
        title="No project yet"
        commands={['genie task create "Implement auth middleware" --priority high']}
      >
        Create the first task in a git repository. Its project and its board are there from then on.
      </Empty>
    </>
  )
}
