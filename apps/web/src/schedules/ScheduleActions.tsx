import { Button } from "@mantine/core"
import { genie } from "../api/genie.ts"
import type { Schedule } from "../api/model.ts"
import { useAct } from "../api/useAct.ts"

/** What can be done with a schedule. */
export const ScheduleActions = ({ schedule: { id, name, status } }: { schedule: Schedule }) => {
  const schedule = { schedule: id }
  const roots = ["schedules", "runs"]
  const pause = useAct({ name: "Not paused", act: () => genie.schedules.pause(schedule), roots })
  const resume = useAct({ name: "Not resumed", act: () => genie.schedules.resume(schedule), roots })
  const trigger = useAct({
    name: "Not fired",
    act: () => genie.schedules.trigger(schedule),
    roots,
    done: `${name} fires now.`
  })
  if (status === "deleted") return null
  return (
    <>
      {status === "active" ? (
        <Button size="compact-sm" variant="default" loading={pause.isPending} onClick={() => pause.mutate()}>
          Pause
        </Button>
      ) : (
        <Button size="compact-sm" variant="default" loading={resume.isPending} onClick={() => resume.mutate()}>
          Resume
        </Button>
      )}
      {status === "active" && (
        <Button size="compact-sm" variant="default" loading={trigger.isPending} onClick={() => trigger.mutate()}>
          Fire now
        </Button>
      )}
    </>
  )
}
