import { useInfiniteQuery } from "@tanstack/react-query"
import { CalendarClockIcon } from "lucide-react"
import { sentenceOf } from "../api/Problem.ts"
import { schedulesQuery } from "../api/schedules.ts"
import { Empty } from "../look/Empty.tsx"
import { Filter } from "../look/Filter.tsx"
import classes from "../look/List.module.css"
import { LoadMore } from "../look/LoadMore.tsx"
import { SkeletonLines } from "../look/Skeleton.tsx"
import { useChangeSearch, useClose } from "../nav/panels.ts"
import { changed, inOf, scopeIn } from "../nav/places.ts"
import { useSearch } from "../nav/useSearch.ts"
import { SchedulePanel } from "../schedules/SchedulePanel.tsx"
import { ScheduleRow } from "../schedules/ScheduleRow.tsx"
import { PageHeader } from "../shell/PageHeader.tsx"
import { ScopeFilter } from "../shell/ScopeFilter.tsx"

/** What runs when, and one of them in detail. */
const SchedulesPage = ({ project, schedule }: { project: string | undefined; schedule: string | undefined }) => {
  const search = useSearch()
  const change = useChangeSearch()
  const close = useClose()
  const status = filters.find(([each]) => each === new URLSearchParams(search).get("status"))?.[0] ?? "all"
  const scope = scopeIn(search, project)
  const schedules = useInfiniteQuery(
    schedulesQuery({ ...(status !== "all" && { status }), ...(scope !== undefined && { project: scope }) })
  )
  const items = (schedules.data?.pages ?? []).flatMap((page) => page.items).filter((each) => each.status !== "deleted")

  return (
    <>
      <PageHeader
        title="Schedules"
        detail={
          <ScopeFilter
            label="Whose schedules"
            project={project}
            scope={scope}
            onChange={(next) => change(changed(search, { in: inOf(next, project) }))}
          />
        }
      >
        <Filter
          label="Which schedules"
          value={status}
          options={filters}
          onChange={(next) => change(changed(search, { status: next === "all" ? undefined : next }))}
        />
      </PageHeader>
      <div className={classes.scroll} data-items data-scroll>
        {items.map((each) => (
          <ScheduleRow
            key={each.id}
            schedule={each}
            isOpen={each.name === schedule || each.id === schedule}
            isProjectShown={scope === undefined}
          />
        ))}
        <LoadMore {...schedules} />
        {schedules.isPending && <SkeletonLines label="Loading schedules" lines={12} />}
        {schedules.isError && (
          <Empty icon={<CalendarClockIcon size={20} />} title="Schedules cannot be shown">
            {sentenceOf(schedules.error)}
          </Empty>
        )}
        {schedules.isSuccess && items.length === 0 && (
          <Empty
            icon={<CalendarClockIcon size={20} />}
            title={status === "all" ? `No schedules yet${scope === undefined ? "" : ` in ${scope}`}` : "None of them"}
            commands={
              status === "all"
                ? scope === undefined
                  ? [create, "genie schedule import crontab.txt"]
                  : [`${create} --project ${scope}`]
                : []
            }
          >
            A schedule never loses its place: what was missed while nobody was there is caught up the way you say.
          </Empty>
        )}
      </div>
      {schedule !== undefined && <SchedulePanel schedule={schedule} onClose={() => close()} />}
    </>
  )
}

const create = 'genie schedule create backup --cron "0 3 * * *" --run ./backup.sh'

const filters = [
  ["all", "All"],
  ["active", "Active"],
  ["paused", "Paused"]
] as const

export default SchedulesPage
