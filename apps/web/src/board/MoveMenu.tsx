import { Menu } from "@mantine/core"
import type { Board, Task } from "../api/model.ts"
import { CategoryMark } from "./CategoryMark.tsx"
import { columnTone } from "./columnTone.ts"
import classes from "./MoveMenu.module.css"

/** Which card is to be moved, and from where that was asked. */
export interface Asked {
  readonly task: Task
  readonly from: HTMLElement
}

interface MoveMenuProps extends Asked {
  readonly board: Board
  readonly onMove: (to: string) => void
  readonly onClose: () => void
}

/** The key that opened it is still on its way up. */
const opening = ["mousedown", "touchstart"]

/** The columns a task can be moved to, without dragging. */
export const MoveMenu = ({ board, from, onClose, onMove, task }: MoveMenuProps) => {
  const { bottom, left, right, top } = from.getBoundingClientRect()
  const close = () => {
    onClose()
    if (from.isConnected) from.focus({ preventScroll: true })
  }
  return (
    <Menu
      opened
      onChange={(isOpen) => isOpen || close()}
      position="bottom-start"
      width={216}
      shadow="md"
      clickOutsideEvents={opening}
    >
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          aria-hidden="true"
          className={classes.anchor}
          style={{ left, top, width: right - left, height: bottom - top }}
        />
      </Menu.Target>
      <Menu.Dropdown aria-label={`Move ${task.key} to`}>
        <Menu.Label>Move {task.key} to</Menu.Label>
        {board.columns.map((column) => (
          <Menu.Item
            key={column.id}
            disabled={column.name === task.column}
            leftSection={<CategoryMark category={column.category} tone={columnTone(column)} />}
            onClick={() => onMove(column.name)}
          >
            {column.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
