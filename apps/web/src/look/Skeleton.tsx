import type { CSSProperties } from "react"
import classes from "./Skeleton.module.css"

/** Where something will be. */
export const Skeleton = ({ height = 12, width = "100%" }: Pick<CSSProperties, "height" | "width">) => (
  <span className={classes.bar} style={{ height, width }} aria-hidden="true" />
)

/** As many lines of a text or a list as will be there. */
export const SkeletonLines = ({ label, lines = 6 }: { label: string; lines?: number }) => (
  <div className={classes.lines} role="status" aria-label={label}>
    {Array.from({ length: lines }, (_, index) => (
      <Skeleton key={index} width={`${widths[index % widths.length]}%`} />
    ))}
  </div>
)

const widths = [62, 88, 74, 91, 56, 82]
