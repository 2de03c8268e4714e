import { Schema } from "effect"
import { problemFilter } from "./problemFilter.ts"

const FIRST = new Date("0001-01-01T00:00:00.000Z")
const LAST = new Date("9999-12-31T23:59:59.999Z")

/** An instant as an input. JavaScript writes years beyond these in a form that PostgreSQL does not read. */
export const Instant = Schema.Date.check(
  problemFilter((date: Date) => (date >= FIRST && date <= LAST) || "is not between the years 1 and 9999")
)
