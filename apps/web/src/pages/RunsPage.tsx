import { useInfiniteQuery } from "@tanstack/react-query"
import { PlayIcon } from "lucide-react"
import type { RunState } from "../api/model.ts"
import { sentenceOf } from "../api/Problem.ts"
import { runsQuery } from "../api/runs.ts"
import { Empty } from "../look/Empty.tsx"
import { Filter } from "../look/Filter.tsx"
import classes from "../look/List.module.css"
import { LoadMore } from "../look/LoadMore.tsx"
import { Remove } from "../look/Remove.tsx"
import { SkeletonLines } from "../look/Skeleton.tsx"
import { useChangeSearch, useClose } from "../nav/panels.ts"
import { changed, inOf, scopeIn } from "../nav/places.ts"
import { useSearch } from "../nav/useSearch.ts"
import { RunPanel } from "../runs/RunPanel.tsx"
import { RunRow } from "../runs/RunRow.tsx"
import { PageHeader } from "../shell/PageHeader.tsx"
import { ScopeFilter } from "../shell/ScopeFilter.tsx"

/** Every attempt at work, newest first, and one of them in detail. */
const RunsPage = ({ project, run }: { project: string | undefined; run: string | undefined }) => {
  const search = useSearch()
  const change = useChangeSearch()
  const close = useClose()
  const { schedule, scope, state, task } = runsIn(search, project)
  const runs = useInfiniteQuery(
    runsQuery({
      ...(state !== "all" && { state }),
      ...(scope !== undefined && { project: scope }),
      ...(schedule !== undefined && { schedule }),
      ...(task !== undefined && { task })
    })
  )
  const items = runs.data?.pages.flatMap((page) => page.items) ?? []

  return (
    <>
      <PageHeader
        title="Runs"
        detail={
          <ScopeFilter
            label="Whose runs"
            project={project}
            scope={scope}
            onChange={(next) => change(changed(search, { in: inOf(next, project) }))}
          />
        }
      >
        {[task, schedule].map(
          (name, index) =>
            name !== undefined && (
              <span key={name} className={classes.only}>
                {name}
                <Remove
                  label={`Not only of ${name}`}
                  onClick={() => change(changed(search, { [index === 0 ? "task" : "schedule"]: undefined }))}
                />
              </span>
            )
        )}
        <Filter
          label="Which runs"
          value={state}
          options={filters}
          onChange={(next) => change(changed(search, { state: next === "all" ? undefined : next }))}
        />
      </PageHeader>
      <div className={classes.scroll} data-items data-scroll>
        {items.map((each) => (
          <RunRow key={each.id} run={each} isOpen={each.id === run} isProjectShown={scope === undefined} />
        ))}
        <LoadMore {...runs} />
        {runs.isPending && <SkeletonLines label="Loading runs" lines={12} />}
        {runs.isError && (
          <Empty icon={<PlayIcon size={20} />} title="Runs cannot be shown">
            {sentenceOf(runs.error)}
          </Empty>
        )}
        {runs.isSuccess && items.length === 0 && (
          <Empty
            icon={<PlayIcon size={20} />}
            title={state === "all" ? `Nothing has run yet${scope === undefined ? "" : ` in ${scope}`}` : "None of them"}
            commands={state === "all" ? [`genie enqueue shell --run "echo hello"${of(scope)}`] : []}
          >
            A run is one attempt at work: of a schedule, of a task, or enqueued by hand.
          </Empty>
        )}
      </div>
      {run !== undefined && <RunPanel run={run} onClose={() => close()} />}
    </>
  )
}

/** The flag that says whose it is to be. */
const of = (scope: string | undefined): string => (scope === undefined ? "" : ` --project ${scope}`)

/** What the address says of the runs that are meant. */
const runsIn = (search: string, project: string | undefined) => {
  const said = new URLSearchParams(search)
  const state = filters.find(([each]) => each === said.get("state"))?.[0] ?? "all"
  const schedule = said.get("schedule") ?? undefined
  const task = said.get("task") ?? undefined
  // Runs of one thing are meant wherever it belongs.
  const scope = schedule === undefined && task === undefined ? scopeIn(search, project) : undefined
  return { state, schedule, task, scope }
}

const filters: ReadonlyArray<readonly [RunState | "all", string]> = [
  ["all", "All"],
  ["running", "Running"],
  ["queued", "Queued"],
  ["failed", "Failed"],
  ["succeeded", "Succeeded"]
]

export default RunsPage
