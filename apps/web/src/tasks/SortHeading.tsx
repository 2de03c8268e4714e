import { ArrowDownIcon, ArrowUpIcon } from "lucide-react"
import type { TaskOrder } from "../api/model.ts"
import { useChangeSearch } from "../nav/panels.ts"
import { changed } from "../nav/places.ts"
import { useSearch } from "../nav/useSearch.ts"
import { listedIn, orderOf } from "./listed.ts"
import classes from "./TaskTable.module.css"

interface SortHeadingProps {
  readonly name: string
  /** The orders that pressing it leads to, one after the other. */
  readonly orders: ReadonlyArray<TaskOrder>
  readonly className: string | undefined
}

/** The heading of a column by which the list can be sorted. */
export const SortHeading = ({ className, name, orders }: SortHeadingProps) => {
  const search = useSearch()
  const change = useChangeSearch()
  const order = orderOf(search)
  const at = orders.indexOf(order)
  const next = orders[(at + 1) % orders.length]!
  // What is closed is sorted by when it was.
  if (listedIn(search) === "closed") return <th className={className}>{name}</th>
  const isDescending = order === "newest" || order === "changed" || order === "urgent"
  const Arrow = isDescending ? ArrowDownIcon : ArrowUpIcon
  return (
    <th className={className} aria-sort={at === -1 ? "none" : isDescending ? "descending" : "ascending"}>
      <button
        type="button"
        className={classes.sort}
        onClick={() => change(changed(search, { order: next === "newest" ? undefined : next }))}
      >
        {name}
        {at !== -1 && <Arrow size={12} aria-hidden="true" />}
      </button>
    </th>
  )
}
