import classes from "./Key.module.css"

/** A key of the keyboard. */
export const Key = ({ children }: { children: string }) => <kbd className={classes.key}>{children}</kbd>
