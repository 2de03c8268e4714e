import type { ReactNode } from "react"
import { LiveMark } from "./LiveMark.tsx"
import classes from "./PageHeader.module.css"

interface PageHeaderProps {
  readonly title: string
  /** What stands beside the title. */
  readonly detail?: ReactNode
  /** What stands in its place where there is no side to choose from. */
  readonly chooser?: ReactNode
  readonly children?: ReactNode
}

/** The top of a page: where I am, and what can be done here. */
export const PageHeader = ({ children, chooser, detail, title }: PageHeaderProps) => (
  <header className={classes.header}>
    <h1 className={classes.title} data-replaced={chooser !== undefined || undefined}>
      {title}
    </h1>
    {chooser !== undefined && <div className={classes.chooser}>{chooser}</div>}
    {detail}
    <div className={classes.actions}>
      <span className={classes.live}>
        <LiveMark isCompact />
      </span>
      {children}
    </div>
  </header>
)
