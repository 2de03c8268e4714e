import type { DragEndEvent, DragOverEvent, DragStartEvent } from "@dnd-kit/dom"
import { taskOf } from "./taskOf.ts"

/** At first a card lies over its own column. Saying so would cut off how to go on. */
let hasLeft = false

/** What a screen reader says of a drag. */
export const announcements = {
  dragstart: ({ operation: { source } }: Pick<DragStartEvent, "operation">) => {
    hasLeft = false
    return source === null
      ? undefined
      : `Picked up ${source.id}. Left and right choose a column, Space puts it down, Escape leaves it where it was.`
  },

  dragover: ({ operation: { source, target } }: Pick<DragOverEvent, "operation">) => {
    if (source === null || target === null) return undefined
    hasLeft ||= target.id !== taskOf(source)?.column
    return hasLeft ? `Over ${target.id}.` : undefined
  },

  dragend: ({ canceled, operation: { source, target } }: Pick<DragEndEvent, "operation" | "canceled">) => {
    if (source === null) return undefined
    const from = taskOf(source)?.column
    return canceled || target === null || target.id === from
      ? `${source.id} stays in ${from}.`
      : `${source.id} put down in ${target.id}.`
  }
}
