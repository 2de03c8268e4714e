import type { ReactNode } from "react"
import { Command } from "./Command.tsx"
import classes from "./Empty.module.css"

interface EmptyProps {
  readonly icon: ReactNode
  readonly title: string
  readonly children: ReactNode
  /** What to type to have something here. */
  readonly commands?: ReadonlyArray<string>
}

/** Nothing here yet, and how that changes. */
export const Empty = ({ icon, title, children, commands = [] }: EmptyProps) => (
  <div className={classes.empty}>
    <div className={classes.icon}>{icon}</div>
    <h2 className={classes.title}>{title}</h2>
    <p className={classes.text}>{children}</p>
    <div className={classes.commands}>
      {commands.map((command) => (
        <Command key={command}>{command}</Command>
      ))}
    </div>
  </div>
)
