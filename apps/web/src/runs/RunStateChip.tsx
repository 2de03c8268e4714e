import type { RunState } from "../api/model.ts"
import { Chip } from "../look/Chip.tsx"
import classes from "./RunStateChip.module.css"
import { runStates } from "./runStates.ts"

/** The state of a run, in a word. */
export const RunStateChip = ({ state }: { state: RunState }) => {
  const { Icon, name, tone } = runStates[state]
  return (
    <Chip
      tone={tone}
      icon={<Icon size={12} aria-hidden="true" className={state === "running" ? classes.turning : undefined} />}
    >
      {name}
    </Chip>
  )
}
