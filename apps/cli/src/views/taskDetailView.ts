import { paint, printable, type Screen, table } from "@genie/operation/commands"
import type { Approval, TaskReference } from "@genie/store/model"
import type { TaskDetail } from "@genie/tasks/contract"
import { fields } from "./fields.ts"
import { instant } from "./instant.ts"
import { isOverdue } from "./isOverdue.ts"
import { reasonsView } from "./reasonViews.ts"
import { relative } from "./relative.ts"
import { taskNext } from "./taskStands.ts"
import { statusPaint, statusWord } from "./taskStatus.ts"
import { heading } from "./taskViews.ts"
import { who } from "./who.ts"
import { wrapped } from "./wrapped.ts"

/** A task and everything around it: what it is, what is to be done, what it waits for, and what would come next. */
export const taskDetailView = (detail: TaskDetail, screen: Screen): string => {
  const { task } = detail
  const { dependencies, dependents } = detail
  const sections = [
    `${heading(task, screen)}\n\n${facts(detail, screen)}`,
    said("What is to be done", task.body, screen),
    said("Done when", task.acceptance, screen),
    related("Depends on", dependencies.filter(isBlocking), screen),
    related("Blocks", dependents.filter(isBlocking), screen),
    related(
      "Parts",
      detail.subtasks.map((task) => ({ kind: "", task })),
      screen
    ),
    related(
      "Also",
      [...dependencies, ...dependents].filter((edge) => !isBlocking(edge)),
      screen
    ),
    titled("Why it is where it is", reasonsView(detail.why, indented(screen)), screen),
    titled("Next", nexts(detail).filter(isNew(detail)).join("\n"), screen)
  ]
  return sections.filter((section) => section !== "").join("\n\n")
}

interface Edge {
  readonly kind: string
  readonly task: TaskReference
}

const isBlocking = ({ kind }: Edge) => kind === "depends_on"

const facts = ({ actors, approvals, task }: TaskDetail, screen: Screen) =>
  fields(
    {
      column: `${task.column}, since ${instant(task.enteredAt, screen)}`,
      board: `${task.board} of ${task.project}`,
      priority: task.priority,
      ...Object.fromEntries(
        roles.map(([role, label]) => [
          label,
          actors
            .filter((one) => one.role === role)
            .map(({ actor, kind }) => who(actor, kind))
            .join(", ")
        ])
      ),
      tags: task.tags.join(", "),
      held: task.heldBy === null ? null : `by ${task.heldBy}: ${task.heldReason}`,
      run:
        task.run === null ? null : `${task.run.id.slice(-8)} ${task.run.state} on ${task.run.queue}${whose(task.run)}`,
      approvals: approvals.map((approval) => approvalInWords(approval, screen)).join("\n"),
      start: instant(task.startAt, screen),
      due: isOverdue(task, screen) ? `${instant(task.dueAt, screen)}, overdue` : instant(task.dueAt, screen),
      effort: task.effort,
      "part of": task.parent,
      queue: task.queue,
      payload: isEmpty(task.payload) ? null : JSON.stringify(task.payload),
      link: task.externalUrl,
      "known as": task.externalId,
      wish: task.wishFile === null ? null : `${task.wishFile}${task.groupName === null ? "" : `, ${task.groupName}`}`,
      created: `${instant(task.createdAt, screen)} by ${task.createdBy}`,
      changed:
        task.updatedAt.getTime() === task.createdAt.getTime()
          ? null
          : `${instant(task.updatedAt, screen)} by ${task.updatedBy}`,
      closed: instant(task.closedAt, screen),
      revision: task.revision
    },
    screen
  )

const isEmpty = (payload: unknown) =>
  payload === null || (typeof payload === "object" && Object.keys(payload).length === 0)

const roles = [
  ["assignee", "assignees"],
  ["reviewer", "reviewers"],
  ["owner", "owners"],
  ["watcher", "watchers"]
] as const

const whose = ({ holder, worker }: NonNullable<TaskDetail["task"]["run"]>) =>
  holder === null ? (worker === null ? "" : `, worker ${worker}`) : `, held by ${holder}`

const approvalInWords = (approval: Approval, screen: Screen) => {
  const { askedBy, askedOf, decidedBy, decision, isCurrent, question, reason } = approval
  const about = isCurrent ? "" : " (of an older version)"
  if (decision === null)
    return `asked by ${askedBy}${askedOf === null ? "" : ` of ${askedOf}`} ${relative(approval.askedAt, screen)}${question === null ? "" : `: ${question}`}${about}`
  return `${decision} by ${decidedBy} ${relative(approval.decidedAt, screen)}${reason === null ? "" : `: ${reason}`}${about}`
}

const titled = (title: string, text: string, screen: Screen) =>
  text === "" ? "" : `${paint(title, "bold", screen)}\n${text.replaceAll(/^(?=.)/gm, "  ")}`

const said = (title: string, text: string, screen: Screen) =>
  titled(
    title,
    wrapped(printable(text.replace(/^(?:[^\S\n]*\n)+/, "").trimEnd()), indented(screen).width).join("\n"),
    screen
  )

const indented = (screen: Screen): Screen => ({ ...screen, width: screen.width - 2 })

const related = (title: string, edges: ReadonlyArray<Edge>, screen: Screen) =>
  edges.length === 0
    ? ""
    : titled(
        title,
        table(
          edges,
          {
            key: { value: ({ task }) => task.key, isWhole: true },
            status: { value: ({ task }) => statusWord(task.status), paint: ({ task }) => statusPaint(task.status) },
            title: { value: ({ task }) => task.title, widthMin: 12 },
            column: ({ task }) => task.column,
            kind: ({ kind }) => (kind === "depends_on" ? "" : kind.replaceAll("_", " "))
          },
          indented(screen)
        )
          .split("\n")
          .slice(1)
          .join("\n"),
        screen
      )

/** What was just said is not said again. */
const isNew =
  ({ why }: TaskDetail) =>
  (command: string) =>
    !why.some(({ commands }) => commands.includes(command))

/** What one would type next. */
const nexts = ({ task }: TaskDetail): ReadonlyArray<string> => {
  const { key } = task
  const first = taskNext(task)
  switch (task.status) {
    case "done":
    case "cancelled":
      return [`genie task history ${key}`]
    case "ready":
      return [`genie task move ${key} COLUMN`, `genie task checkout ${key}`]
    case "in_progress":
      return task.run?.holder ? [first!, `genie task renew ${key}`, `genie task release ${key}`] : [first!]
    case "queued":
      return [`genie task checkout ${key}`]
    default:
      return first === undefined || first.startsWith("genie task why") ? [] : [first]
  }
}
