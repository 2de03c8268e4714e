import { useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { Link } from "wouter"
import type { Schedule } from "../api/model.ts"
import { sentenceOf } from "../api/Problem.ts"
import { runsQuery } from "../api/runs.ts"
import { scheduleQuery } from "../api/schedules.ts"
import { Facts } from "../look/Facts.tsx"
import { Section } from "../look/Section.tsx"
import { SidePanel } from "../look/SidePanel.tsx"
import { SkeletonLines } from "../look/Skeleton.tsx"
import { Verbatim } from "../look/Verbatim.tsx"
import classes from "../runs/RunPanel.module.css"
import short from "../runs/ShortRuns.module.css"
import { ShortRuns } from "../runs/ShortRuns.tsx"
import { duration } from "../time/duration.ts"
import { Moment } from "../time/Moment.tsx"
import { cadence } from "./cadence.ts"
import { ScheduleActions } from "./ScheduleActions.tsx"
import { ScheduleChip } from "./ScheduleChip.tsx"
import { TriggerList } from "./TriggerList.tsx"

/** A schedule in detail: when it fires, what it does, how that went. */
export const SchedulePanel = ({ onClose, schedule: name }: { schedule: string; onClose: () => void }) => {
  const { data: schedule, error } = useQuery(scheduleQuery(name))
  return (
    <SidePanel
      label={schedule?.name ?? "Schedule"}
      onClose={onClose}
      head={schedule && <ScheduleChip schedule={schedule} />}
      actions={schedule && <ScheduleActions schedule={schedule} />}
    >
      {error && <p>{sentenceOf(error)}</p>}
      {schedule === undefined && !error && <SkeletonLines label="Loading the schedule" lines={8} />}
      {schedule && <Detail schedule={schedule} />}
    </SidePanel>
  )
}

const Detail = ({ schedule }: { schedule: Schedule }) => {
  const runs = useInfiniteQuery(runsQuery({ schedule: schedule.id }))
  return (
    <>
      <h2 className={classes.title}>{schedule.name}</h2>
      {schedule.status === "paused" && schedule.statusReason !== null && (
        <p className={classes.failure}>{schedule.statusReason}</p>
      )}
      <Facts
        of={{
          Fires: <code>{cadence(schedule)}</code>,
          "Time zone": schedule.timeZone,
          Next: schedule.nextAt && <Moment at={schedule.nextAt} />,
          Last: schedule.lastAt && <Moment at={schedule.lastAt} />,
          "Last run": schedule.lastOutcome,
          "Failures in a row":
            schedule.failuresInARow > 0 && `${schedule.failuresInARow} of ${schedule.failuresMax || "any number"}`,
          "When missed": misfires[schedule.misfire],
          "While one runs": overlaps[schedule.overlap],
          Project: schedule.project && (
            <Link href={`/app/board/${schedule.project}`} className={classes.link}>
              {schedule.project}
            </Link>
          ),
          Queue: schedule.queue,
          Timeout: schedule.timeoutMs !== null && duration(schedule.timeoutMs),
          Attempts: schedule.attemptsMax > 1 && String(schedule.attemptsMax),
          Directory: schedule.directory,
          "Created by": schedule.createdBy
        }}
      />
      {schedule.command !== null && (
        <Section title="Command">
          <Verbatim label="Command">{schedule.command}</Verbatim>
        </Section>
      )}
      <Section
        title="Runs"
        actions={
          <Link href={`/app/runs?schedule=${encodeURIComponent(schedule.name)}`} className={short.all}>
            All runs
          </Link>
        }
      >
        <ShortRuns runs={runs.data?.pages[0]?.items.slice(0, 8) ?? []} />
      </Section>
      <Section title="Firings">
        <TriggerList schedule={schedule.id} />
      </Section>
    </>
  )
}

const misfires: Readonly<Record<Schedule["misfire"], string>> = {
  skip: "skip what was missed",
  one: "fire once",
  all: "fire for each"
}

const overlaps: Readonly<Record<Schedule["overlap"], string>> = {
  allow: "run beside it",
  skip: "skip this firing",
  queue: "wait for it",
  replace: "cancel it"
}
