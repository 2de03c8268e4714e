import type { Column, ColumnCategory } from "../api/model.ts"
import type { Tone } from "../look/Chip.tsx"

/** The color of a column: its own where it names one we have, else its category's. */
export const columnTone = ({ category, color }: Pick<Column, "category" | "color">): Tone =>
  named[color] ?? ofCategory[category]

const named: Readonly<Record<string, Tone>> = {
  gray: "gray",
  blue: "blue",
  green: "green",
  yellow: "amber",
  amber: "amber",
  orange: "orange",
  red: "red",
  pink: "red",
  violet: "violet",
  purple: "violet",
  cyan: "teal",
  teal: "teal"
}

const ofCategory: Readonly<Record<ColumnCategory, Tone>> = {
  backlog: "gray",
  ready: "blue",
  active: "orange",
  review: "amber",
  done: "green",
  cancelled: "gray"
}
