import { Button } from "@mantine/core"
import { useLocation } from "wouter"
import { genie } from "../api/genie.ts"
import type { Run } from "../api/model.ts"
import { useAct } from "../api/useAct.ts"
import { isUnfinished } from "./runStates.ts"

/** What can be done with a run. */
export const RunActions = ({ run }: { run: Run }) => {
  const [, go] = useLocation()
  const cancel = useAct({ name: "Run not cancelled", act: () => genie.runs.cancel({ run: run.id }), roots: ["runs"] })
  const retry = useAct({
    name: "Run not repeated",
    act: () => genie.runs.retry({ run: run.id }),
    roots: ["runs"],
    after: (next) => go(`/app/runs/${next.id}`)
  })
  return isUnfinished(run.state) ? (
    <Button size="compact-sm" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
      Cancel run
    </Button>
  ) : (
    <Button size="compact-sm" variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
      Run again
    </Button>
  )
}
