import { type Screen, table } from "@genie/operation/commands"
import type { TaskStage } from "@genie/store/model"
import { duration } from "./duration.ts"
import { more } from "./more.ts"
import { relative } from "./relative.ts"
import { who } from "./who.ts"

interface Page {
  readonly items: ReadonlyArray<TaskStage>
  readonly next: string | null
}

/** The columns a task has been in, newest first: from where, by whom, for how long, and who approved it there. */
export const taskHistoryView = ({ items, next }: Page, screen: Screen): string =>
  table(
    items,
    {
      when: ({ enteredAt }) => relative(enteredAt, screen),
      from: ({ from }) => from ?? "-",
      to: ({ to }) => to,
      by: ({ actor }) => who(actor.handle, actor.kind),
      stayed: ({ enteredAt, leftAt }) =>
        leftAt === null
          ? `${duration(screen.now.getTime() - enteredAt.getTime())} so far`
          : duration(leftAt.getTime() - enteredAt.getTime()),
      approved: ({ decisions }) =>
        decisions.map(({ by, decision }) => (decision === "approved" ? by : `${by} rejected`)).join(", ") || "-",
      run: ({ run }) => run?.slice(-8) ?? "-",
      why: ({ reason }) => reason ?? ""
    },
    screen
  ) + more(next)
