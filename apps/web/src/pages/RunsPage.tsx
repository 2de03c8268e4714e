import { useInfiniteQuery } from "@tanstack/react-query"
import { PlayIcon } from "lucide-react"
import { useState } from "react"
import { useLocation } from "wouter"
import type { RunState } from "../api/model.ts"
import { sentenceOf } from "../api/Problem.ts"
import { runsQuery } from "../api/runs.ts"
import { Empty } from "../look/Empty.tsx"
import { Filter } from "../look/Filter.tsx"
import classes from "../look/List.module.css"
import { LoadMore } from "../look/LoadMore.tsx"
import { RunPanel } from "../runs/RunPanel.tsx"
import { RunRow } from "../runs/RunRow.tsx"
import { PageHeader } from "../shell/PageHeader.tsx"
import { ScopeFilter } from "../shell/ScopeFilter.tsx"

/** Every attempt at work, newest first, and one of them in detail. */
const RunsPage = ({ project, run }: { project: string | undefined; run: string | undefined }) => {
  const [state, setState] = useState<RunState | "all">("all")
  const [scope, setScope] = useState(project)
  const runs = useInfiniteQuery(
    runsQuery({ ...(state !== "all" && { state }), ...(scope !== undefined && { project: scope }) })
  )
  const [, go] = useLocation()
  const items = runs.data?.pages.flatMap((page) => page.items) ?? []

  return (
    <>
      <PageHeader
        title="Runs"
        detail={<ScopeFilter label="Whose runs" project={project} scope={scope} onChange={setScope} />}
      >
        <Filter label="Which runs" value={state} options={filters} onChange={setState} />
      </PageHeader>
      <div className={classes.scroll} data-items>
        {items.map((each) => (
          <RunRow key={each.id} run={each} isOpen={each.id === run} isProjectShown={scope === undefined} />
        ))}
        <LoadMore {...runs} />
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
      {run !== undefined && <RunPanel run={run} onClose={() => go("/app/runs")} />}
    </>
  )
}

/** The flag that says whose it is to be. */
const of = (scope: string | undefined): string => (scope === undefined ? "" : ` --project ${scope}`)

const filters: ReadonlyArray<readonly [RunState | "all", string]> = [
  ["all", "All"],
  ["running", "Running"],
  ["queued", "Queued"],
  ["failed", "Failed"],
  ["succeeded", "Succeeded"]
]

export default RunsPage
