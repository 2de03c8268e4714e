import type { ColumnCategory } from "../api/model.ts"
import type { Tone } from "../look/Chip.tsx"

/** How far along a column is: a circle that fills. */
export const CategoryMark = ({ category, tone }: { category: ColumnCategory; tone: Tone }) => (
  <svg
    width="14"
    height="14"
    viewBox="0 0 14 14"
    fill="none"
    aria-hidden="true"
    style={{ color: `var(--${tone})`, flex: "none" }}
  >
    {category === "done" || category === "cancelled" ? (
      <>
        <circle cx="7" cy="7" r="6.500" fill="currentColor" />
        <path
          d={category === "done" ? "M4.300 7.200l1.900 1.900 3.500-3.900" : "M5 5l4 4M9 5l-4 4"}
          stroke="var(--surface)"
          strokeWidth="1.500"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </>
    ) : (
      <>
        <circle
          cx="7"
          cy="7"
          r="5.750"
          stroke="currentColor"
          strokeWidth="1.500"
          strokeDasharray={category === "backlog" ? "1.800 1.810" : undefined}
        />
        {filled[category] > 0 && (
          // A circle drawn with a line as wide as its radius is a slice of a pie.
          <circle
            cx="7"
            cy="7"
            r="1.750"
            stroke="currentColor"
            strokeWidth="3.500"
            strokeDasharray={`${filled[category] * around} ${around}`}
            transform="rotate(-90 7 7)"
          />
        )}
      </>
    )}
  </svg>
)

const around = 2 * Math.PI * 1.75

const filled: Readonly<Record<Exclude<ColumnCategory, "done" | "cancelled">, number>> = {
  backlog: 0,
  ready: 0,
  active: 0.5,
  review: 0.75
}
