import classes from "./Initials.module.css"
import { initialsOf, toneOf } from "./initialsOf.ts"

interface InitialsProps {
  readonly handle: string
  readonly size?: number
  /** The handle stands beside it. */
  readonly isDecorative?: boolean
}

/** Somebody, as a colored disc. The same handle has the same color everywhere. */
export const Initials = ({ handle, isDecorative = false, size = 20 }: InitialsProps) => (
  <span
    className={classes.disc}
    data-tone={toneOf(handle)}
    style={{ width: size, height: size, fontSize: Math.round(size * 0.45) }}
    title={handle}
    {...(isDecorative
      ? { "aria-hidden": true, "data-initials": initialsOf(handle) }
      : { role: "img", "aria-label": handle })}
  >
    {isDecorative ? null : initialsOf(handle)}
  </span>
)
