import type { ReactNode } from "react"
import classes from "./PageHeader.module.css"

interface PageHeaderProps {
  readonly title: string
  /** What stands beside the title. */
  readonly detail?: ReactNode
  readonly children?: ReactNode
}

/** The top of a page: where I am, and what can be done here. */
export const PageHeader = ({ children, detail, title }: PageHeaderProps) => (
  <header className={classes.header}>
    <h1 className={classes.title}>{title}</h1>
    {detail}
    <div className={classes.actions}>{children}</div>
  </header>
)
