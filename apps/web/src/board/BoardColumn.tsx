import { CollisionPriority } from "@dnd-kit/abstract"
import { useDroppable } from "@dnd-kit/react"
import { PlusIcon } from "lucide-react"
import type { ReactNode } from "react"
import type { BoardView } from "../api/boards.ts"
import type { Task } from "../api/model.ts"
import sign from "../look/Sign.module.css"
import classes from "./BoardColumn.module.css"
import { CategoryMark } from "./CategoryMark.tsx"
import { columnTone } from "./columnTone.ts"
import { GateMark } from "./GateMark.tsx"
import { TaskCard } from "./TaskCard.tsx"

interface BoardColumnProps {
  readonly view: BoardView["columns"][number]
  readonly board: string | undefined
  readonly open: string | undefined
  readonly onMenu: (task: Task, from: HTMLElement) => void
  readonly onCreate: (column: string) => void
  /** What an empty column says. */
  readonly children?: ReactNode
}

/** A stage of the board: what it is, how much it holds, and its cards. A card can be put down anywhere in it. */
export const BoardColumn = ({ board, children, onCreate, onMenu, open, view }: BoardColumnProps) => {
  const { column, count, tasks } = view
  const { isDropTarget, ref } = useDroppable({
    id: column.name,
    data: { column },
    collisionPriority: CollisionPriority.Low
  })
  const isFull = column.wipLimit !== null && count >= column.wipLimit
  const begins = column.category === "backlog" || column.category === "ready"

  return (
    <section
      ref={ref}
      className={classes.column}
      data-column={column.name}
      data-target={isDropTarget || undefined}
      aria-label={`${column.name}, ${count} ${count === 1 ? "task" : "tasks"}`}
    >
      <header className={classes.header}>
        <CategoryMark category={column.category} tone={columnTone(column)} />
        <h2 className={classes.name}>{column.name}</h2>
        <span className={classes.count} data-full={isFull || undefined}>
          {shown(count)}
          {column.wipLimit !== null && <span title={`At most ${column.wipLimit} at once`}>/{column.wipLimit}</span>}
        </span>
        <span className={classes.marks}>
          <GateMark column={column} />
          {begins && (
            <button
              type="button"
              className={sign.act}
              aria-label={`New task in ${column.name}`}
              title={`New task in ${column.name}`}
              onClick={() => onCreate(column.name)}
            >
              <PlusIcon size={14} aria-hidden="true" />
            </button>
          )}
        </span>
      </header>
      <ul className={classes.cards} data-items>
        {tasks.map((task) => (
          <TaskCard key={task.key} task={task} board={board} isOpen={task.key === open} onMenu={onMenu} />
        ))}
        {count > tasks.length && <li className={classes.more}>{`${shown(count - tasks.length)} more`}</li>}
        {tasks.length === 0 && children !== undefined && <li>{children}</li>}
      </ul>
    </section>
  )
}

/** What is done or cancelled is counted up to a thousand. */
const shown = (count: number): string => (count > 1_000 ? "1000+" : String(count))
