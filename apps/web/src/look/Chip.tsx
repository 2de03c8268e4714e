import type { ReactNode } from "react"
import classes from "./Chip.module.css"

export type Tone = "gray" | "blue" | "green" | "amber" | "orange" | "red" | "violet" | "teal"

interface ChipProps {
  readonly tone?: Tone
  readonly icon?: ReactNode
  readonly children: ReactNode
  readonly title?: string | undefined
}

/** A small word in color: a state, a tag, a queue. */
export const Chip = ({ tone = "gray", icon, children, title }: ChipProps) => (
  <span className={classes.chip} data-tone={tone} title={title}>
    {icon}
    <span className={classes.word}>{children}</span>
  </span>
)
