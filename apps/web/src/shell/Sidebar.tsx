import { PlusIcon, SearchIcon } from "lucide-react"
import { Link, useLocation } from "wouter"
import type { Me } from "../api/session.ts"
import { Key } from "../look/Key.tsx"
import { useSearch } from "../nav/useSearch.ts"
import { LiveMark } from "./LiveMark.tsx"
import { MeMenu } from "./MeMenu.tsx"
import { open } from "./overlays.ts"
import { ProjectMenu } from "./ProjectMenu.tsx"
import classes from "./Sidebar.module.css"
import { sectionOf, sections } from "./sections.ts"

/** Project, places, and who I am. */
export const Sidebar = ({ me, project }: { me: Me; project: string | undefined }) => {
  const [location] = useLocation()
  const search = useSearch()
  const current = sectionOf(location, search)
  return (
    <nav className={classes.sidebar} aria-label="Genie">
      <ProjectMenu project={project} />
      <div className={classes.quick}>
        <button type="button" className={classes.search} onClick={() => open("palette")}>
          <SearchIcon size={14} aria-hidden="true" />
          <span>Search</span>
          <Key>/</Key>
        </button>
        <button
          type="button"
          className={classes.add}
          onClick={() => open("create")}
          aria-label="New task"
          title="New task (c)"
        >
          <PlusIcon size={15} />
        </button>
      </div>
      <ul className={classes.places}>
        {sections.map(({ Icon, name, to }) => (
          <li key={name}>
            <Link
              href={to(project, search)}
              className={classes.place}
              {...(name === current && { "aria-current": "page" as const })}
            >
              <Icon size={15} aria-hidden="true" />
              {name}
            </Link>
          </li>
        ))}
      </ul>
      <div className={classes.foot}>
        <LiveMark />
        <MeMenu me={me} />
      </div>
    </nav>
  )
}
