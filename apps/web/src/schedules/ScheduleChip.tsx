import { CircleCheckIcon, CirclePauseIcon, CircleXIcon } from "lucide-react"
import type { Schedule } from "../api/model.ts"
import { Chip } from "../look/Chip.tsx"

/** Whether a schedule fires. */
export const ScheduleChip = ({ schedule }: { schedule: Schedule }) =>
  schedule.status === "active" ? (
    <Chip tone="green" icon={<CircleCheckIcon size={12} aria-hidden="true" />}>
      {schedule.nextAt === null ? "Over" : "Active"}
    </Chip>
  ) : schedule.status === "paused" ? (
    <Chip
      tone="amber"
      icon={<CirclePauseIcon size={12} aria-hidden="true" />}
      title={schedule.statusReason ?? undefined}
    >
      Paused
    </Chip>
  ) : (
    <Chip icon={<CircleXIcon size={12} aria-hidden="true" />}>Deleted</Chip>
  )
