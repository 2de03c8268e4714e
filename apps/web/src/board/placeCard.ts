import type { BoardView, CardPages } from "../api/boards.ts"
import type { Task } from "../api/model.ts"

/**
 * The board with the task in that column, and in no other: what a person sees from the moment they let go of a card.
 * Cards stand in the order the server gives them: most urgent first, and of equals the one that came first.
 */
export const placeCard = (view: BoardView, task: Task, column: string): BoardView => ({
  ...view,
  columns: view.columns.map((each) => {
    const others = each.tasks.filter(({ key }) => key !== task.key)
    const was = others.length < each.tasks.length
    if (each.column.name !== column)
      return was ? { ...each, tasks: others, count: each.count - 1, found: each.found - 1 } : each
    const placed = { ...task, column, category: each.column.category }
    return {
      ...each,
      tasks: inserted(others, placed),
      count: each.count + (was ? 0 : 1),
      found: each.found + (was ? 0 : 1)
    }
  })
})

/** The same of the pages of a column. A card that comes after the last page that is loaded is loaded with the next one. */
export const placeInPages = (pages: CardPages, task: Task, isHere: boolean): CardPages => {
  const others = pages.pages.map((page) => ({ ...page, items: page.items.filter(({ key }) => key !== task.key) }))
  if (!isHere) return { ...pages, pages: others }
  const last = others.length - 1
  const at = others.findIndex(({ items }) => {
    const placed = inserted(items, task)
    return placed.at(-1) !== task
  })
  const page = at === -1 ? last : at
  if (at === -1 && others[last]!.next !== null) return { ...pages, pages: others }
  return {
    ...pages,
    pages: others.map((each, index) => (index === page ? { ...each, items: inserted(each.items, task) } : each))
  }
}

const inserted = (tasks: ReadonlyArray<Task>, task: Task): ReadonlyArray<Task> => {
  const isClosed = task.category === "done" || task.category === "cancelled"
  const at = isClosed ? 0 : tasks.findIndex((other) => urgency[other.priority] > urgency[task.priority])
  return at === -1 ? [...tasks, task] : tasks.toSpliced(at, 0, task)
}

const urgency: Readonly<Record<Task["priority"], number>> = { urgent: 0, high: 1, normal: 2, low: 3 }
