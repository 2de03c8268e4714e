import { useQuery } from "@tanstack/react-query"
import { SearchIcon } from "lucide-react"
import { type ReactNode, useEffect, useState } from "react"
import { actorsQuery, tagsQuery } from "../api/tasks.ts"
import { Initials } from "../look/Initials.tsx"
import { useChangeSearch } from "../nav/panels.ts"
import { changed } from "../nav/places.ts"
import { useSearch } from "../nav/useSearch.ts"
import { PriorityMark } from "../task/PriorityMark.tsx"
import { taskStatuses } from "../task/taskStatuses.ts"
import classes from "./FilterBar.module.css"
import { FilterMenu } from "./FilterMenu.tsx"
import { filterIn, isNarrow, priorities, unfiltered } from "./taskFilter.ts"

interface FilterBarProps {
  readonly project: string
  /** How many are shown of how many. */
  readonly counted: string | undefined
  readonly children?: ReactNode
}

/** What narrows a board and a list of tasks. It is kept in the address. */
export const FilterBar = ({ children, counted, project }: FilterBarProps) => {
  const query = useSearch()
  const change = useChangeSearch()
  const filter = filterIn(query)
  const [isAsked, setAsked] = useState(false)
  const { data: actors = [] } = useQuery({ ...actorsQuery, enabled: isAsked })
  const { data: tags = [] } = useQuery({ ...tagsQuery(project), enabled: isAsked })
  const set = (name: string) => (value: string | undefined) => change(changed(query, { [name]: value }))
  const ask = () => setAsked(true)

  return (
    // biome-ignore lint/a11y/useSemanticElements: the search element is not in every browser that this page supports.
    <div className={classes.bar} role="search" aria-label="Filter tasks">
      <SearchField value={filter.search ?? ""} onChange={set("search")} />
      <FilterMenu
        name="Assignee"
        value={filter.assignee}
        options={actors
          .filter(({ disabledAt, kind }) => disabledAt === null && (kind === "human" || kind === "agent"))
          .map(({ handle }) => ({ value: handle, name: handle, icon: <Initials handle={handle} isDecorative /> }))}
        onOpen={ask}
        onChange={set("assignee")}
      />
      <FilterMenu
        name="Tag"
        value={filter.tag}
        options={tags.map(({ name }) => ({ value: name, name }))}
        onOpen={ask}
        onChange={set("tag")}
      />
      <FilterMenu
        name="Priority"
        value={filter.priority}
        options={priorities.map((value) => ({ value, name: value, icon: <PriorityMark priority={value} /> }))}
        onChange={set("priority")}
      />
      <FilterMenu
        name="Status"
        value={filter.status}
        options={Object.entries(taskStatuses).map(([value, { Icon, name, tone }]) => ({
          value,
          name,
          icon: <Icon size={14} style={{ color: `var(--${tone})` }} />
        }))}
        onChange={set("status")}
      />
      {isNarrow(filter) && (
        <button type="button" className={classes.clear} onClick={() => change(changed(query, unfiltered))}>
          Clear
        </button>
      )}
      {children}
      <span className={classes.counted} role="status">
        {counted}
      </span>
    </div>
  )
}

interface SearchFieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

/** Words of titles. They are asked for when somebody has stopped typing. */
const SearchField = ({ onChange, value }: SearchFieldProps) => {
  const [words, setWords] = useState(value)
  // Somebody cleared the filter, or went back.
  useEffect(() => setWords((typed) => (typed.trim() === value ? typed : value)), [value])

  useEffect(() => {
    if (words.trim() === value) return
    const timer = setTimeout(() => onChange(words.trim()), TYPED_MS)
    return () => clearTimeout(timer)
  }, [words, value, onChange])

  return (
    <span className={classes.search}>
      <SearchIcon size={13} aria-hidden="true" />
      <input
        className={classes.field}
        type="search"
        aria-label="Only titles with these words"
        placeholder="Filter by title"
        maxLength={200}
        data-filter
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") onChange(words.trim())
          if (event.key === "Escape" && words === "") event.currentTarget.blur()
        }}
      />
    </span>
  )
}

/** Between two letters of somebody who types, and hardly noticed by who has typed. */
const TYPED_MS = 250
