import type { DragEndEvent, DragOverEvent, DragStartEvent } from "@dnd-kit/dom"
import { taskOf } from "./taskOf.ts"

/** What a screen reader says of a drag. */
export const announcements = {
  dragstart: ({ operation: { source } }: Pick<DragStartEvent, "operation">) =>
    source === null
      ? undefined
      : `Picked up ${source.id}. Left and right choose a column, Space puts it down, Escape leaves it where it was.`,

  dragover: ({ operation: { source, target } }: Pick<DragOverEvent, "operation">) =>
    source === null || target === null ? undefined : `Over ${target.id}.`,

  dragend: ({ canceled, operation: { source, target } }: Pick<DragEndEvent, "operation" | "canceled">) => {
    if (source === null) return undefined
    const from = taskOf(source)?.column
    return canceled || target === null || target.id === from
      ? `${source.id} stays in ${from}.`
      : `${source.id} put down in ${target.id}.`
  }
}
