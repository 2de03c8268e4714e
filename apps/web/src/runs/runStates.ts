import {
  BanIcon,
  CircleCheckIcon,
  CircleDashedIcon,
  CirclePauseIcon,
  CircleXIcon,
  LoaderCircleIcon,
  type LucideIcon,
  TimerOffIcon,
  UnplugIcon
} from "lucide-react"
import type { RunState } from "../api/model.ts"
import type { Tone } from "../look/Chip.tsx"

/** How each state of a run looks, and what it is called. */
export const runStates: Readonly<
  Record<RunState, { readonly name: string; readonly tone: Tone; readonly Icon: LucideIcon }>
> = {
  queued: { name: "Queued", tone: "gray", Icon: CircleDashedIcon },
  claimed: { name: "Claimed", tone: "blue", Icon: LoaderCircleIcon },
  running: { name: "Running", tone: "blue", Icon: LoaderCircleIcon },
  waiting: { name: "Waiting", tone: "amber", Icon: CirclePauseIcon },
  succeeded: { name: "Succeeded", tone: "green", Icon: CircleCheckIcon },
  failed: { name: "Failed", tone: "red", Icon: CircleXIcon },
  cancelled: { name: "Cancelled", tone: "gray", Icon: BanIcon },
  timed_out: { name: "Timed out", tone: "orange", Icon: TimerOffIcon },
  lost: { name: "Lost", tone: "orange", Icon: UnplugIcon }
}

/** Whether it can still end. */
export const isUnfinished = (state: RunState): boolean =>
  state === "queued" || state === "claimed" || state === "running" || state === "waiting"
