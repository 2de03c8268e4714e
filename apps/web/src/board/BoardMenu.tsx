import { Menu } from "@mantine/core"
import { useQuery } from "@tanstack/react-query"
import { CheckIcon, ChevronDownIcon } from "lucide-react"
import { useLocation } from "wouter"
import { boardsQuery } from "../api/boards.ts"
import { filterPart } from "../filter/taskFilter.ts"
import { boardPlace, changed } from "../nav/places.ts"
import { useSearch } from "../nav/useSearch.ts"
import classes from "./BoardMenu.module.css"

/** Which board of the project is looked at, and the others when there are any. */
export const BoardMenu = ({ board, project }: { board: string; project: string }) => {
  const { data: boards = [] } = useQuery(boardsQuery(project))
  const [, go] = useLocation()
  const filter = filterPart(useSearch())
  if (boards.length < 2) return <span className={classes.name}>{board}</span>
  return (
    <Menu position="bottom-start" width={200}>
      <Menu.Target>
        <button type="button" className={classes.name} aria-label={`Board: ${board}`}>
          {board}
          <ChevronDownIcon size={13} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Boards</Menu.Label>
        {boards.map(({ id, name }, index) => (
          <Menu.Item
            key={id}
            rightSection={name === board && <CheckIcon size={14} aria-label="chosen" />}
            onClick={() => go(boardPlace(project, changed(filter, { board: index === 0 ? undefined : name })))}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
