import type { PropsWithChildren, ReactNode } from "react"
import classes from "./Section.module.css"

/** A titled part of a panel. */
export const Section = ({ actions, children, title }: PropsWithChildren<{ title: string; actions?: ReactNode }>) => (
  <section className={classes.section}>
    <div className={classes.head}>
      <h3 className={classes.title}>{title}</h3>
      {actions}
    </div>
    {children}
  </section>
)
