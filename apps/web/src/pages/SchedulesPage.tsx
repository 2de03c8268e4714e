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

/** What runs when, and one of them in detail. */
const SchedulesPage = ({ schedule }: { schedule: string | undefined }) => {
  const [status, setStatus] = useState<"all" | "active" | "paused">("all")
  const schedules = useInfiniteQuery(schedulesQuery(status === "all" ? undefined : status))
  const [, go] = useLocation()
  const items = (schedules.data?.pages ?? []).flatMap((page) => page.items).filter((each) => each.status !== "deleted")

  return (
    <>
      <PageHeader title="Schedules">
        <Filter label="Which schedules" value={status} options={filters} onChange={setStatus} />
      </PageHeader>
      <div className={classes.scroll} data-items>
        {items.map((each) => (
          <ScheduleRow key={each.id} schedule={each} isOpen={each.name === schedule || each.id === schedule} />
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
            title={status === "all" ? "No schedules yet" : "None of them"}
            commands={
              status === "all"
                ? [
                    'genie schedule create backup --cron "0 3 * * *" --run ./backup.sh',
                    "genie schedule import crontab.txt"
                  ]
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

const filters = [
  ["all", "All"],
  ["active", "Active"],
  ["paused", "Paused"]
] as const

export default SchedulesPage
