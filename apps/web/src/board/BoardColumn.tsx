import { CollisionPriority } from "@dnd-kit/abstract"
import { useDroppable } from "@dnd-kit/react"
import { PlusIcon } from "lucide-react"
import type { ReactNode } from "react"
import type { BoardView } from "../api/boards.ts"
import type { Board, Task } from "../api/model.ts"
import { counted } from "../filter/counted.ts"
import { LoadMore } from "../look/LoadMore.tsx"
import sign from "../look/Sign.module.css"
import { useSearch } from "../nav/useSearch.ts"
import classes from "./BoardColumn.module.css"
import { CategoryMark } from "./CategoryMark.tsx"
import { columnTone } from "./columnTone.ts"
import { GateMark } from "./GateMark.tsx"
import { TaskCard } from "./TaskCard.tsx"
import { useColumnCards } from "./useColumnCards.ts"

interface BoardColumnProps {
  readonly view: BoardView["columns"][number]
  readonly board: Board
  readonly open: string | undefined
  /** Without cards, beside columns that have some: it takes no room from them. */
  readonly isNarrow: boolean
  readonly onMenu: (task: Task, from: HTMLElement) => void
  readonly onCreate: (column: string) => void
  /** What an empty column says. */
  readonly children?: ReactNode
}

/** A stage of the board: what it is, how much it holds, and its cards. A card can be put down anywhere in it. */
export const BoardColumn = ({ board, children, isNarrow, onCreate, onMenu, open, view }: BoardColumnProps) => {
  const { column, count, found } = view
  const search = useSearch()
  const { cards, ...more } = useColumnCards(board, view)
  const { isDropTarget, ref } = useDroppable({
    id: column.name,
    data: { column },
    collisionPriority: CollisionPriority.Low
  })
  const isFull = column.wipLimit !== null && count >= column.wipLimit
  const begins = column.category === "backlog" || column.category === "ready"
  const number = counted(found, count, COUNT_MAX)

  return (
    <section
      ref={ref}
      className={classes.column}
      data-column={column.name}
      data-narrow={isNarrow || undefined}
      data-target={isDropTarget || undefined}
      aria-label={`${column.name}, ${number} ${number === "1" ? "task" : "tasks"}`}
    >
      <header className={classes.header}>
        <CategoryMark category={column.category} tone={columnTone(column)} />
        <h2 className={classes.name} title={column.name}>
          {column.name}
        </h2>
        <span className={classes.count} data-full={isFull || undefined}>
          {number}
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
      <ul className={classes.cards} data-items data-scroll>
        {cards.map((task, index) => (
          <TaskCard
            key={task.key}
            task={task}
            search={search}
            nth={index + 1}
            count={found > COUNT_MAX ? -1 : Math.max(found, cards.length)}
            isOpen={task.key === open}
            onMenu={onMenu}
          />
        ))}
        {more.hasNextPage && (
          <li>
            <LoadMore {...more} name={`Show more of ${column.name}`} />
          </li>
        )}
        {cards.length === 0 && children !== undefined && <li>{children}</li>}
      </ul>
    </section>
  )
}

/** What is done or cancelled is counted up to a thousand. */
const COUNT_MAX = 1_000
