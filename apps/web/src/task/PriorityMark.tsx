import type { Priority } from "../api/model.ts"
import classes from "./PriorityMark.module.css"

/** How urgent a task is: bars, as many as it weighs. */
export const PriorityMark = ({ priority }: { priority: Priority }) => (
  <svg
    className={classes.mark}
    data-priority={priority}
    width="14"
    height="14"
    viewBox="0 0 14 14"
    role="img"
    aria-label={`${priority} priority`}
  >
    <title>{`${priority} priority`}</title>
    {priority === "urgent" ? (
      <path
        fillRule="evenodd"
        d="M3 1h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H3a2 2 0 0 1-2-2V3a2 2 0 0 1 2-2Zm3.100 2.500h1.800l-.25 4.500h-1.300ZM7 9.200a.9.9 0 1 1 0 1.800.9.9 0 0 1 0-1.800Z"
      />
    ) : (
      bars.map((height, index) => (
        <rect
          key={height}
          x={1.5 + index * 4}
          y={12.5 - height}
          width="3"
          height={height}
          rx="1"
          opacity={index < weight[priority] ? 1 : 0.28}
        />
      ))
    )}
  </svg>
)

const bars = [4.5, 7.5, 10.5]

const weight: Readonly<Record<Exclude<Priority, "urgent">, number>> = { high: 3, normal: 2, low: 1 }
