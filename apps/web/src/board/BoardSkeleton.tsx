import { Skeleton } from "../look/Skeleton.tsx"
import classes from "./BoardSkeleton.module.css"

/** A board that is on its way. */
export const BoardSkeleton = () => (
  <div className={classes.board} role="status" aria-label="Loading the board">
    {CARDS.map((cards, column) => (
      <div key={column} className={classes.column}>
        <Skeleton width={96} />
        {Array.from({ length: cards }, (_, card) => (
          <Skeleton key={card} height={74} />
        ))}
      </div>
    ))}
  </div>
)

/** How many cards stand in each column. */
const CARDS = [3, 1, 4, 2, 2]
