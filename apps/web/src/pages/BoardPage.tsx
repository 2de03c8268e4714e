import { Button } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { PlusIcon, SquareKanbanIcon } from "lucide-react"
import { lazy, Suspense, useEffect } from "react"
import { useLocation, useSearch } from "wouter"
import { boardQuery } from "../api/boards.ts"
import { Problem, sentenceOf } from "../api/Problem.ts"
import { lastProject, projectsQuery } from "../api/projects.ts"
import { BoardMenu } from "../board/BoardMenu.tsx"
import { BoardView } from "../board/BoardView.tsx"
import { focusCard } from "../board/focusCard.ts"
import { boardIn, boardPlace } from "../board/places.ts"
import { Empty } from "../look/Empty.tsx"
import { open } from "../shell/overlays.ts"
import { PageHeader } from "../shell/PageHeader.tsx"
import { ProjectMenu } from "../shell/ProjectMenu.tsx"

const loadPanel = () => import("../task/TaskPanel.tsx")
const TaskPanel = lazy(loadPanel)

interface BoardPageProps {
  readonly project: string
  /** Key of the task that is open over the board. */
  readonly task?: string
}

/** The board of a project, and one of its tasks in detail. */
export const BoardPage = ({ project, task }: BoardPageProps) => {
  const board = boardIn(useSearch())
  const { data: view, error } = useQuery(boardQuery(project, board))
  const name = useQuery(projectsQuery).data?.find(({ key }) => key === project)?.name
  const [, go] = useLocation()

  // Whoever looks at a board opens a card next: it is there when they do.
  useEffect(() => {
    const idle = setTimeout(loadPanel, PANEL_LOADED_AFTER_MS)
    return () => clearTimeout(idle)
  }, [])

  useEffect(() => {
    if (view !== undefined) lastProject.set(view.board.project)
    document.title = view === undefined ? "Genie" : `${view.board.project} · Genie`
  }, [view])

  const close = () => {
    go(boardPlace(project, board))
    if (task !== undefined) focusCard(task)
  }

  return (
    <>
      <PageHeader
        title={name ?? project}
        detail={view !== undefined && <BoardMenu project={project} board={view.board.name} />}
        chooser={<ProjectMenu project={project} />}
      >
        <Button size="compact-sm" leftSection={<PlusIcon size={14} />} onClick={() => open("create")}>
          New task
        </Button>
      </PageHeader>
      {view !== undefined && (
        <BoardView view={view} named={board} open={task} onCreate={(column) => open("create", { column })} />
      )}
      {view === undefined && error !== null && (
        <Empty
          icon={<SquareKanbanIcon size={20} />}
          title={error instanceof Problem ? error.title : "The board cannot be shown"}
        >
          {sentenceOf(error)}
        </Empty>
      )}
      {task !== undefined && (
        <Suspense>
          <TaskPanel task={task} onClose={close} />
        </Suspense>
      )}
    </>
  )
}

/** After the board has been drawn. */
const PANEL_LOADED_AFTER_MS = 500
