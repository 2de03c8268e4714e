import { type DragDropManager, KeyboardSensor, type KeyboardSensorOptions } from "@dnd-kit/dom"

/** By keyboard a card goes from column to column, not from pixel to pixel. */
export class ColumnKeyboardSensor extends KeyboardSensor {
  /** From the first step on, the column is the one that was chosen, whatever the card happens to lie over. */
  #hasChosen = false

  constructor(manager: DragDropManager, options?: KeyboardSensorOptions) {
    super(manager, options)
    manager.monitor.addEventListener("collision", (event) => {
      if (this.#hasChosen) event.preventDefault()
    })
  }

  protected override handleMove(direction: "up" | "down" | "left" | "right", event: KeyboardEvent): void {
    event.preventDefault()
    if (direction === "up" || direction === "down") return
    const { actions, dragOperation, registry } = this.manager
    const columns = [...registry.droppables]
      .filter(({ element }) => element !== undefined)
      .sort((a, b) => leftOf(a.element!) - leftOf(b.element!))
    const at = columns.findIndex(({ id }) => id === dragOperation.target?.id)
    const next = columns[at + (direction === "left" ? -1 : 1)]
    if (next?.element === undefined) return
    this.#hasChosen = true
    next.element.scrollIntoView({ block: "nearest", inline: "nearest" })
    const { height, left, top, width } = next.element.getBoundingClientRect()
    actions.move({ event, to: { x: left + width / 2, y: top + Math.min(height / 2, HAND_HEIGHT) } })
    void actions.setDropTarget(next.id)
  }

  protected override cleanup(): void {
    super.cleanup()
    this.#hasChosen = false
  }
}

/** How far below the top of a column the card is held, in pixels: below its name. */
const HAND_HEIGHT = 110

const leftOf = (element: Element): number => element.getBoundingClientRect().left
