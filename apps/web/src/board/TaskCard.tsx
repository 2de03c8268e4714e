import { useDraggable } from "@dnd-kit/react"
import { EllipsisIcon } from "lucide-react"
import { memo } from "react"
import type { Task } from "../api/model.ts"
import { PanelLink } from "../nav/PanelLink.tsx"
import { taskPlace } from "../nav/places.ts"
import { CardFace } from "./CardFace.tsx"
import classes from "./TaskCard.module.css"

interface TaskCardProps {
  readonly task: Task
  /** The query of the address: the task is opened over what is looked at. */
  readonly search: string
  /** Its place in the column, from 1, and how many there are. */
  readonly nth: number
  readonly count: number
  readonly isOpen: boolean
  readonly onMenu: (task: Task, from: HTMLElement) => void
}

/** A task on the board: a link to it, that can be picked up. */
export const TaskCard = memo(({ count, isOpen, nth, onMenu, search, task }: TaskCardProps) => {
  const { isDragSource, ref } = useDraggable({ id: task.key, data: { task } })
  return (
    <li className={classes.item} aria-posinset={nth} aria-setsize={count} data-in-hand={isDragSource || undefined}>
      <PanelLink
        ref={ref}
        href={taskPlace(task.key, search)}
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
      </PanelLink>
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
