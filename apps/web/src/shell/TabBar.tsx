import { SearchIcon } from "lucide-react"
import { Link, useLocation } from "wouter"
import type { Me } from "../api/session.ts"
import { useSearch } from "../nav/useSearch.ts"
import { MeMenu } from "./MeMenu.tsx"
import { open } from "./overlays.ts"
import { sectionOf, sections } from "./sections.ts"
import classes from "./TabBar.module.css"

/** The same places, for a thumb. */
export const TabBar = ({ me, project }: { me: Me; project: string | undefined }) => {
  const [location] = useLocation()
  const search = useSearch()
  const current = sectionOf(location, search)
  return (
    <nav className={classes.bar} aria-label="Places">
      {sections.map(({ Icon, name, to }) => (
        <Link
          key={name}
          href={to(project, search)}
          className={classes.tab}
          {...(name === current && { "aria-current": "page" as const })}
        >
          <Icon size={19} aria-hidden="true" />
          {name}
        </Link>
      ))}
      <button type="button" className={classes.tab} onClick={() => open("palette")}>
        <SearchIcon size={19} aria-hidden="true" />
        Search
      </button>
      <MeMenu me={me} isCompact />
    </nav>
  )
}
