import { type Columns, paint, printable, type Screen, table, type View } from "@genie/operation/commands"
import type { Approval, Comment, Task } from "@genie/store/model"
import type { Checkout, Explained } from "@genie/tasks/contract"
import { age } from "./age.ts"
import { isOverdue } from "./isOverdue.ts"
import { more } from "./more.ts"
import { next } from "./next.ts"
import { reasonsView } from "./reasonViews.ts"
import { relative } from "./relative.ts"
import { lasting, taskNext, taskStands } from "./taskStands.ts"
import { priorityPaint, statusPaint, statusWord } from "./taskStatus.ts"
import { who } from "./who.ts"
import { wrapped } from "./wrapped.ts"

interface Page<Item> {
  readonly items: ReadonlyArray<Item>
  readonly next: string | null
}

/** How a list of tasks was narrowed. */
type Asked = Readonly<Record<string, unknown>>

/** Tasks, one per line. */
export const taskListView = ({ items, next }: Page<Task>, screen: Screen, asked: Asked): string =>
  items.length === 0 ? noTask(asked) : table(items, columnsOf(items, screen), screen) + more(next)

/** Why a list is empty, and where the tasks are. */
const noTask = (asked: Asked): string => {
  if (asked.cursor !== undefined) return "There are no more."
  if (asked.mine === true) return "You hold no task. To take one: genie ready --claim"
  if (asked.heldBy !== undefined) return `${asked.heldBy} holds no task.`
  const isWhole = asked.all === true || asked.status !== undefined
  if (narrowing.some((field) => asked[field] !== undefined))
    return `No ${isWhole ? "" : "open "}task is like that.${isWhole ? "" : " To look at closed ones too, add --all."}`
  return isWhole
    ? 'There is no task yet. Make one: genie task create "What is to be done"'
    : 'There is no open task. Closed ones: genie task list --all. A new one: genie task create "What is to be done"'
}

const narrowing = ["status", "search", "parent", "board", "column", "assignee", "tag"]

/** What can be worked on now. */
export const readyListView = ({ items, next }: Page<Task>, screen: Screen): string =>
  items.length === 0
    ? "Nothing is ready. To see why: genie ready --explain"
    : table(items, columnsOf(items, screen), screen) + more(next)

/** What cannot, and why: per task. */
export const explainedListView = ({ items, next }: Page<typeof Explained.Type>, screen: Screen): string =>
  items.length === 0
    ? "No open task is held up. Open ones: genie task list"
    : items
        .map(
          ({ task, why }) =>
            `${heading(task, screen)}\n${reasonsView(why, { ...screen, width: screen.width - 2 }).replaceAll(/^/gm, "  ")}`
        )
        .join("\n\n") + more(next)

/** Key, status and title, as the first line of whatever is said of a task. */
export const heading = (task: Task, screen: Screen): string =>
  `${paint(task.key, "bold", screen)}  ${paint(statusWord(task.status), statusPaint(task.status), screen)}  ${printable(task.title)}`

/** What is said when a task has changed: what was done, where it is now, and what would come next. */
export const taskView =
  <I>(done?: (task: Task, input: I) => string): View<Task, I> =>
  (task, screen, input) =>
    `${done === undefined ? taskStands(task, screen) : `${done(task, input)} ${taskStands(task, screen, "It")}`}${next(taskNext(task), screen)}`

/** What is said of a new task. */
export const taskCreatedView = (task: Task, screen: Screen): string => {
  const place = task.key.endsWith("-1") ? ` Its project is ${task.project}: genie board show ${task.project}` : ""
  return `Created ${task.key} "${task.title}". ${taskStands(task, screen, "It")}${place}${next(
    taskNext(task) ?? `genie task why ${task.key}`,
    screen
  )}`
}

/** A task that somebody has now, and what to do with it. */
export const checkoutView = ({ leaseExpiresAt, task }: Checkout, screen: Screen): string => {
  const until = leaseExpiresAt === null ? "until it is released" : `for the next ${lasting(leaseExpiresAt, screen)}`
  const longer = leaseExpiresAt === null ? "" : `\nTo hold it longer:  genie task renew ${task.key}`
  return [
    `${task.run?.holder ?? "You"} has ${task.key} "${task.title}" ${until}.`,
    `When it is done:    genie task complete ${task.key}`,
    `To give it back:    genie task release ${task.key}${longer}`
  ].join("\n")
}

/** A decision that was asked for. */
export const approvalAskedView = ({ askedOf, column, expiresAt, isCurrent }: Approval, screen: Screen): string =>
  `Asked ${askedOf ?? "whoever may decide"} to let it out of ${column}${
    expiresAt === null ? "" : ` within ${lasting(expiresAt, screen)}`
  }.${isCurrent ? "" : " It has changed since."}`

/** What was just said. */
export const commentView = ({ author, id }: Comment): string => `Noted, as ${author.handle} (${id.slice(-8)}).`

/** What was said about a task, oldest first. */
export const commentListView = ({ items, next }: Page<Comment>, screen: Screen): string =>
  items.length === 0
    ? 'Nobody has said anything yet: genie task comment TASK "…"'
    : items
        .map(({ author, body, createdAt, run }) => {
          const during = run === null ? "" : `, run ${run.slice(-8)}`
          return `${paint(who(author.handle, author.kind), "bold", screen)} ${paint(`${relative(createdAt, screen)}${during}`, "dim", screen)}\n${wrapped(
            printable(body.trimEnd()),
            screen.width - 2
          )
            .join("\n")
            .replaceAll(/^(?=.)/gm, "  ")}`
        })
        .join("\n\n") + more(next)

const columnsOf = (tasks: ReadonlyArray<Task>, screen: Screen): Columns<Task> => {
  const projects = new Set(tasks.map(({ board, project }) => `${project} ${board}`))
  return {
    key: { value: ({ key }) => key, isWhole: true },
    status: {
      value: ({ status }) => statusWord(status),
      paint: ({ status }) => statusPaint(status),
      widthMin: 11
    },
    priority: { value: ({ priority }) => priority, paint: ({ priority }) => priorityPaint(priority) },
    title: { value: ({ title }) => title, widthMin: 16 },
    column: ({ column }) => column,
    ...(tasks.some(({ dueAt }) => dueAt !== null) && {
      due: {
        value: (task: Task) => (isOverdue(task, screen) ? "overdue" : relative(task.dueAt, screen)),
        paint: (task: Task) => (isOverdue(task, screen) ? ("red" as const) : undefined)
      }
    }),
    ...(tasks.some((task) => holderOf(task) !== undefined) && { holder: (task: Task) => holderOf(task) ?? "-" }),
    // Only where it tells tasks apart.
    ...(projects.size > 1 && { board: ({ board }: Task) => board }),
    ...(tasks.some(({ assignees }) => assignees.length > 0) && {
      assignees: ({ assignees }: Task) => assignees.join(", ") || "-"
    }),
    age: { value: ({ createdAt }) => age(createdAt, screen), align: "right" }
  }
}

/** Handle of who has checked it out, or name of the worker that is at it. */
const holderOf = ({ run }: Task): string | undefined => run?.holder ?? run?.worker ?? undefined
