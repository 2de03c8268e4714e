import {
  BanIcon,
  CircleCheckIcon,
  CircleDashedIcon,
  CircleDotIcon,
  CircleIcon,
  ClockIcon,
  HandIcon,
  LinkIcon,
  type LucideIcon,
  MessageCircleQuestionMarkIcon
} from "lucide-react"
import type { TaskStatus } from "../api/model.ts"
import type { Tone } from "../look/Chip.tsx"

/** How each status of a task looks, and what it is called. */
export const taskStatuses: Readonly<
  Record<TaskStatus, { readonly name: string; readonly tone: Tone; readonly Icon: LucideIcon; readonly means: string }>
> = {
  ready: { name: "Ready", tone: "green", Icon: CircleIcon, means: "Can be worked on now" },
  blocked: { name: "Blocked", tone: "red", Icon: LinkIcon, means: "Waits for another task" },
  held: { name: "Held", tone: "amber", Icon: HandIcon, means: "Somebody holds it back" },
  queued: { name: "Queued", tone: "violet", Icon: CircleDashedIcon, means: "Waits for a worker" },
  in_progress: { name: "In progress", tone: "blue", Icon: CircleDotIcon, means: "Somebody works on it" },
  waiting: { name: "Waiting", tone: "amber", Icon: MessageCircleQuestionMarkIcon, means: "An approval was asked for" },
  scheduled: { name: "Scheduled", tone: "teal", Icon: ClockIcon, means: "Starts later" },
  done: { name: "Done", tone: "gray", Icon: CircleCheckIcon, means: "Done" },
  cancelled: { name: "Cancelled", tone: "gray", Icon: BanIcon, means: "Cancelled" }
}
