import type { Ref, UIEventHandler } from "react"
import classes from "./Verbatim.module.css"

interface VerbatimProps {
  readonly label: string
  readonly children: string
  readonly ref?: Ref<HTMLElement>
  readonly onScroll?: UIEventHandler<HTMLElement>
}

/** Text as a machine wrote it. It can be scrolled by keyboard. */
export const Verbatim = ({ children, label, onScroll, ref }: VerbatimProps) => (
  <section
    className={classes.frame}
    aria-label={label}
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable without a mouse.
    tabIndex={0}
    {...(ref && { ref })}
    {...(onScroll && { onScroll })}
  >
    <pre className={classes.text}>{children}</pre>
  </section>
)
