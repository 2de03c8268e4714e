import { useInfiniteQuery } from "@tanstack/react-query"
import { CalendarClockIcon } from "lucide-react"
import { useState } from "react"
import { useLocation } from "wouter"
import { sentenceOf } from "../api/Problem.ts"
import { schedulesQuery } from "../api/schedules.ts"
import { Empty } from "../look/Empty.tsx"
import { Filter } from "../look/Filter.tsx"
import classes from "../look/List.module.css"
import { LoadMore } from "../look/LoadMore.tsx"
import { SchedulePanel } from "../schedules/SchedulePanel.tsx"
import { ScheduleRow } from "../schedules/ScheduleRow.tsx"
import { PageHeader } from "../shell/PageHeader.tsx"
import { ScopeFilter } from "../shell/ScopeFilter.tsx"

/** What runs when, and one of them in detail. */
const SchedulesPage = ({ project, schedule }: { project: string | undefined; schedule: string | undefined }) => {
  const [status, setStatus] = useState<"all" | "active" | "paused">("all")
  const [scope, setScope] = useState(project)
  const schedules = useInfiniteQuery(
    schedulesQuery({ ...(status !== "all" && { status }), ...(scope !== undefined && { project: scope }) })
  )
  const [, go] = useLocation()
  const items = (schedules.data?.pages ?? []).flatMap((page) => page.items).filter((each) => each.status !== "deleted")

  return (
    <>
      <PageHeader
        title="Schedules"
        detail={<ScopeFilter label="Whose schedules" project={project} scope={scope} onChange={setScope} />}
      >
        <Filter label="Which schedules" value={status} options={filters} onChange={setStatus} />
      </PageHeader>
      <div className={classes.scroll} data-items>
        {items.map((each) => (
          <ScheduleRow
            key={each.id}
            schedule={each}
            isOpen={each.name === schedule || each.id === schedule}
            isProjectShown={scope === undefined}
          />
        ))}
        <LoadMore {...schedules} />
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
      {schedule !== undefined && <SchedulePanel schedule={schedule} onClose={() => go("/app/schedules")} />}
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
