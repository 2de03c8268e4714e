import { lazy, Suspense } from "react"
import { Redirect, Route, Switch, useLocation } from "wouter"
import { lastProject } from "../api/projects.ts"
import type { Me } from "../api/session.ts"
import { SkeletonLines } from "../look/Skeleton.tsx"
import { isOverList, projectOf } from "../nav/places.ts"
import { useSearch } from "../nav/useSearch.ts"
import { Fallback } from "../shell/Fallback.tsx"
import { Overlays } from "../shell/Overlays.tsx"
import { Shell } from "../shell/Shell.tsx"
import { useShortcuts } from "../shell/useShortcuts.ts"
import { BoardPage } from "./BoardPage.tsx"
import { HomePage } from "./HomePage.tsx"
import { isUuid, TaskById } from "./TaskById.tsx"

const RunsPage = lazy(() => import("./RunsPage.tsx"))
const TaskListPage = lazy(() => import("./TaskListPage.tsx"))
const SchedulesPage = lazy(() => import("./SchedulesPage.tsx"))

/** Which address shows what. Everything but `/` is under `/app`: the API has the rest. */
export const Pages = ({ me }: { me: Me }) => {
  const [location, go] = useLocation()
  const isList = isOverList(useSearch())
  const project = projectIn(location) ?? lastProject.get() ?? undefined
  useShortcuts({ go, project })

  return (
    <Shell me={me} project={project}>
      <Fallback place={location}>
        <Suspense fallback={<SkeletonLines label="Loading the page" lines={12} />}>
          <Switch>
            <Route path="/" component={HomePage} />
            <Route path="/app/board/:project">{({ project }) => <BoardPage key={project} project={project} />}</Route>
            <Route path="/app/tasks/:project">
              {({ project }) => <TaskListPage key={project} project={project} />}
            </Route>
            <Route path="/app/task/:task">
              {({ task }) =>
                isUuid(task) ? (
                  <TaskById id={task} />
                ) : isList ? (
                  <TaskListPage key={projectOf(task)} project={projectOf(task)} task={task} />
                ) : (
                  <BoardPage key={projectOf(task)} project={projectOf(task)} task={task} />
                )
              }
            </Route>
            <Route path="/app/runs/:run?">{({ run }) => <RunsPage key={project} project={project} run={run} />}</Route>
            <Route path="/app/schedules/:schedule?">
              {({ schedule }) => <SchedulesPage key={project} project={project} schedule={schedule} />}
            </Route>
            <Route>
              <Redirect to="/" />
            </Route>
          </Switch>
        </Suspense>
      </Fallback>
      <Overlays project={project} />
    </Shell>
  )
}

const projectIn = (location: string): string | undefined => {
  const [, app, place, name] = location.split("/")
  if (app !== "app" || name === undefined) return undefined
  if (place === "board" || place === "tasks") return name
  return place === "task" ? projectOf(name) : undefined
}
