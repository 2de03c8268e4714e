import { Button } from "@mantine/core"
import { useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { ListTodoIcon, PlusIcon } from "lucide-react"
import { lazy, Suspense, useEffect } from "react"
import { sentenceOf } from "../api/Problem.ts"
import { lastProject, projectsQuery } from "../api/projects.ts"
import { TASKS_COUNTED_MAX, taskCountQuery, taskListQuery } from "../api/tasks.ts"
import { counted } from "../filter/counted.ts"
import { FilterBar } from "../filter/FilterBar.tsx"
import { filterIn, isNarrow } from "../filter/taskFilter.ts"
import { Empty } from "../look/Empty.tsx"
import { Filter } from "../look/Filter.tsx"
import list from "../look/List.module.css"
import { LoadMore } from "../look/LoadMore.tsx"
import { SkeletonLines } from "../look/Skeleton.tsx"
import { useChangeSearch, useClose } from "../nav/panels.ts"
import { changed, isOverList } from "../nav/places.ts"
import { useSearch } from "../nav/useSearch.ts"
import { open } from "../shell/overlays.ts"
import { PageHeader } from "../shell/PageHeader.tsx"
import { ProjectMenu } from "../shell/ProjectMenu.tsx"
import { type Listed, listedIn, orderOf } from "../tasks/listed.ts"
import { TaskTable } from "../tasks/TaskTable.tsx"

const TaskPanel = lazy(() => import("../task/TaskPanel.tsx"))

interface TaskListPageProps {
  readonly project: string
  /** Key of the task that is open over the list. */
  readonly task?: string
}

/** The tasks of a project as a list that can be sorted, and one of them in detail. */
const TaskListPage = ({ project, task }: TaskListPageProps) => {
  const search = useSearch()
  const change = useChangeSearch()
  const close = useClose()
  const filter = filterIn(search)
  const listed = listedIn(search)
  const which = { project, ...filter, ...(listed !== "open" && { all: true }) }
  const tasks = useInfiniteQuery(taskListQuery({ ...which, order: orderOf(search) }))
  const { data: found } = useQuery(taskCountQuery(which))
  const { data: count } = useQuery(taskCountQuery({ project, ...(listed !== "open" && { all: true }) }))
  const name = useQuery(projectsQuery).data?.find(({ key }) => key === project)?.name
  const items = tasks.data?.pages.flatMap((page) => page.items) ?? []

  useEffect(() => {
    lastProject.set(project)
    document.title = `${project} tasks · Genie`
  }, [project])

  return (
    <>
      <PageHeader title={name ?? project} detail={<ListMark />} chooser={<ProjectMenu project={project} />}>
        <Button size="compact-sm" leftSection={<PlusIcon size={14} />} onClick={() => open("create")}>
          New task
        </Button>
      </PageHeader>
      <FilterBar
        project={project}
        counted={
          found === undefined || count === undefined || listed === "closed"
            ? undefined
            : `${counted(found, count, TASKS_COUNTED_MAX)} ${count === 1 ? "task" : "tasks"}`
        }
      >
        <Filter
          label="Which tasks"
          value={listed}
          options={shows}
          onChange={(value) => change(changed(search, { show: value === "open" ? undefined : value }))}
        />
      </FilterBar>
      <div className={list.scroll} data-scroll>
        {items.length > 0 && (
          <TaskTable
            tasks={items}
            openTask={task}
            search={isOverList(search) ? search : changed(search, { view: "list" })}
          />
        )}
        <LoadMore {...tasks} />
        {tasks.isPending && <SkeletonLines label="Loading tasks" lines={12} />}
        {tasks.isError && (
          <Empty icon={<ListTodoIcon size={20} />} title="Tasks cannot be shown">
            {sentenceOf(tasks.error)}
          </Empty>
        )}
        {tasks.isSuccess && items.length === 0 && (
          <Empty
            icon={<ListTodoIcon size={20} />}
            title={isNarrow(filter) || listed === "closed" ? "None of them" : "Nothing to do yet"}
            commands={isNarrow(filter) || listed === "closed" ? [] : ['genie task create "Implement auth middleware"']}
          >
            {isNarrow(filter) ? "No task is like that. Clear the filter to see all of them." : "Tasks are listed here."}
          </Empty>
        )}
      </div>
      {task !== undefined && (
        <Suspense>
          <TaskPanel task={task} onClose={() => close()} />
        </Suspense>
      )}
    </>
  )
}

const ListMark = () => <span className={list.aside}>Tasks</span>

const shows: ReadonlyArray<readonly [Listed, string]> = [
  ["open", "Open"],
  ["all", "All"],
  ["closed", "Closed"]
]

export default TaskListPage
