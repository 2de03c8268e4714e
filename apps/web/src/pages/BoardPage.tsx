import { Button } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { PlusIcon, SquareKanbanIcon } from "lucide-react"
import { lazy, Suspense, useEffect } from "react"
import { type BoardView as BoardViewOf, boardQuery } from "../api/boards.ts"
import { Problem, sentenceOf } from "../api/Problem.ts"
import { lastProject, projectsQuery } from "../api/projects.ts"
import { BoardMenu } from "../board/BoardMenu.tsx"
import { BoardSkeleton } from "../board/BoardSkeleton.tsx"
import { BoardView } from "../board/BoardView.tsx"
import { focusCard } from "../board/focusCard.ts"
import { counted } from "../filter/counted.ts"
import { FilterBar } from "../filter/FilterBar.tsx"
import { filterIn } from "../filter/taskFilter.ts"
import { Empty } from "../look/Empty.tsx"
import { useClose } from "../nav/panels.ts"
import { boardIn } from "../nav/places.ts"
import { useSearch } from "../nav/useSearch.ts"
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
  const search = useSearch()
  const board = boardIn(search)
  const filter = filterIn(search)
  const { data: view, error } = useQuery(boardQuery(project, board, filter))
  const name = useQuery(projectsQuery).data?.find(({ key }) => key === project)?.name
  const leave = useClose()

  // Whoever looks at a board opens a card next: it is there when they do.
  useEffect(() => {
    // While Genie is away it is not: the card that is opened asks again.
    const idle = setTimeout(() => void loadPanel().catch(() => undefined), PANEL_LOADED_AFTER_MS)
    return () => clearTimeout(idle)
  }, [])

  useEffect(() => {
    if (view !== undefined) lastProject.set(view.board.project)
    document.title = view === undefined ? "Genie" : `${view.board.project} · Genie`
  }, [view])

  const close = () => leave(() => task !== undefined && focusCard(task))

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
      <FilterBar project={project} counted={view && totalOf(view)} />
      {view === undefined && error === null && <BoardSkeleton />}
      {view !== undefined && <BoardView view={view} open={task} onCreate={(column) => open("create", { column })} />}
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

/** How many open tasks are on a board, and how many of them are shown. */
const totalOf = ({ columns }: BoardViewOf): string => {
  const open = columns.filter(({ column }) => column.category !== "done" && column.category !== "cancelled")
  const [found, count] = (["found", "count"] as const).map((of) => open.reduce((sum, each) => sum + each[of], 0))
  return `${counted(found!, count!, Number.POSITIVE_INFINITY)} open`
}

/** After the board has been drawn. */
const PANEL_LOADED_AFTER_MS = 500
