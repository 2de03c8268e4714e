import type { PropsWithChildren } from "react"
import type { Me } from "../api/session.ts"
import { Away } from "./Away.tsx"
import classes from "./Shell.module.css"
import { Sidebar } from "./Sidebar.tsx"
import { TabBar } from "./TabBar.tsx"

interface ShellProps extends PropsWithChildren {
  readonly me: Me
  readonly project: string | undefined
}

/** What stands around every page: navigation at the side, or at the bottom where there is no side. */
export const Shell = ({ children, me, project }: ShellProps) => (
  <div className={classes.shell}>
    <a className={classes.skip} href="#content">
      Skip to content
    </a>
    <Away />
    <Sidebar me={me} project={project} />
    <main id="content" className={classes.content} tabIndex={-1}>
      {children}
    </main>
    <TabBar me={me} project={project} />
  </div>
)
