import { useDraggable } from "@dnd-kit/react"
import { EllipsisIcon } from "lucide-react"
import { memo } from "react"
import { Link } from "wouter"
import type { Task } from "../api/model.ts"
import { CardFace } from "./CardFace.tsx"
import { taskPlace } from "./places.ts"
import classes from "./TaskCard.module.css"

interface TaskCardProps {
  readonly task: Task
  readonly board: string | undefined
  readonly isOpen: boolean
  readonly onMenu: (task: Task, from: HTMLElement) => void
}

/** A task on the board: a link to it, that can be picked up. */
export const TaskCard = memo(({ board, isOpen, onMenu, task }: TaskCardProps) => {
  const { isDragSource, ref } = useDraggable({ id: task.key, data: { task } })
  return (
    <li className={classes.item} data-in-hand={isDragSource || undefined}>
      <Link
        ref={ref}
        href={taskPlace(task.key, board)}
        className={classes.card}
        role="button"
        aria-roledescription="card"
        // Where it was there is only its place.
        {...(isDragSource && { "aria-label": `${task.key} ${task.title}` })}
        draggable={false}
        data-item
        data-task={task.key}
        data-open={isOpen || undefined}
        onKeyDown={(event) => {
          if (event.key !== "m" || event.metaKey || event.ctrlKey || event.altKey) return
          event.preventDefault()
          onMenu(task, event.currentTarget)
        }}
      >
        <CardFace task={task} />
      </Link>
      <button
        type="button"
        className={classes.menu}
        aria-haspopup="menu"
        aria-label={`Move ${task.key} to…`}
        title="Move to… (m)"
        tabIndex={-1}
        onClick={(event) => onMenu(task, event.currentTarget)}
      >
        <EllipsisIcon size={15} aria-hidden="true" />
      </button>
    </li>
  )
})
