import { DragDropProvider, type DragEndEvent, DragOverlay } from "@dnd-kit/react"
import { useCallback, useState } from "react"
import type { BoardView as View } from "../api/boards.ts"
import type { Task } from "../api/model.ts"
import { Command } from "../look/Command.tsx"
import { BoardColumn } from "./BoardColumn.tsx"
import classes from "./BoardView.module.css"
import { CardFace } from "./CardFace.tsx"
import { focusCard } from "./focusCard.ts"
import { type Asked, MoveMenu } from "./MoveMenu.tsx"
import { plugins } from "./plugins.ts"
import { sensors } from "./sensors.ts"
import { taskOf } from "./taskOf.ts"
import { useMoveTask } from "./useMoveTask.ts"

interface BoardViewProps {
  readonly view: View
  /** Key of the task whose panel is open. */
  readonly open: string | undefined
  readonly onCreate: (column: string) => void
}

/** A board: its columns side by side, and cards that can be carried from one to another. */
export const BoardView = ({ onCreate, open, view }: BoardViewProps) => {
  const [asked, setAsked] = useState<Asked>()
  const move = useMoveTask()
  const onMenu = useCallback((task: Task, from: HTMLElement) => setAsked({ task, from }), [])
  const isEmpty = view.columns.every(({ count }) => count === 0)
  const isNothingFound = view.columns.every(({ found }) => found === 0)

  const moveTo = (task: Task, to: string) => {
    if (task.column === to) return
    // In its new column it is a new card, and again when it was refused.
    move.mutate({ task, to }, { onSettled: () => document.activeElement === document.body && focusCard(task.key) })
    focusCard(task.key)
  }
  const onDragEnd = ({ canceled, operation: { source, target } }: Pick<DragEndEvent, "canceled" | "operation">) => {
    const task = taskOf(source)
    if (task === undefined) return
    if (canceled || target === null) focusCard(task.key)
    else moveTo(task, String(target.id))
  }

  return (
    <DragDropProvider sensors={sensors} plugins={plugins} onDragEnd={onDragEnd}>
      <div className={classes.board} data-board>
        {view.columns.map((each, index) => (
          <BoardColumn
            key={each.column.id}
            view={each}
            board={view.board}
            open={open}
            isNarrow={!isNothingFound && each.found === 0}
            onMenu={onMenu}
            onCreate={onCreate}
          >
            {isEmpty && index === 0 && (
              <div className={classes.lesson}>
                <p>Nothing to do yet. Press + above, or type in the repository:</p>
                <Command>genie task create "Implement auth middleware"</Command>
              </div>
            )}
            {!isEmpty && isNothingFound && index === 0 && (
              <p className={classes.lesson}>No task on this board is like that. Clear the filter to see all of them.</p>
            )}
          </BoardColumn>
        ))}
      </div>
      <DragOverlay dropAnimation={null}>
        {(source) => {
          const task = taskOf(source)
          return task === undefined ? null : (
            <div className={classes.inHand}>
              <CardFace task={task} />
            </div>
          )
        }}
      </DragOverlay>
      {asked !== undefined && (
        <MoveMenu
          {...asked}
          board={view.board}
          onClose={() => setAsked(undefined)}
          onMove={(to) => moveTo(asked.task, to)}
        />
      )}
    </DragDropProvider>
  )
}
