import classes from "./Verbatim.module.css"

/** Text as a machine wrote it. It can be scrolled by keyboard. */
export const Verbatim = ({ children, label }: { children: string; label: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable without a mouse.
  <section className={classes.frame} aria-label={label} tabIndex={0}>
    <pre className={classes.text}>{children}</pre>
  </section>
)
