import { SearchIcon } from "lucide-react"
import { Link, useLocation } from "wouter"
import type { Me } from "../api/session.ts"
import { MeMenu } from "./MeMenu.tsx"
import { open } from "./overlays.ts"
import { isUnder, sections } from "./sections.ts"
import classes from "./TabBar.module.css"

/** The same places, for a thumb. */
export const TabBar = ({ me, project }: { me: Me; project: string | undefined }) => {
  const [location] = useLocation()
  return (
    <nav className={classes.bar} aria-label="Places">
      {sections.map(({ Icon, name, to, under }) => (
        <Link
          key={name}
          href={to(project)}
          className={classes.tab}
          {...(isUnder(location, under) && { "aria-current": "page" as const })}
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
