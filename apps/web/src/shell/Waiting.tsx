import { BoardSkeleton } from "../board/BoardSkeleton.tsx"
import classes from "./Waiting.module.css"

/** The page before it knows who looks at it. */
export const Waiting = () => (
  <div className={classes.page}>
    <div className={classes.content}>
      <BoardSkeleton />
    </div>
  </div>
)
