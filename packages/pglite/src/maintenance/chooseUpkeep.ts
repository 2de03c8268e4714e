import type { MaintenanceLimits } from "./MaintenanceLimits.ts"

/** The engine's figures of a table. */
export interface TableStatistics {
  readonly oid: number
  /** Its quoted name, with the schema. */
  readonly table: string
  /** Rows, as far as anybody knows. */
  readonly rows: number
  /** Pages of 8 KB, and those in which the last vacuum found nothing but rows that everybody sees. */
  readonly pages: number
  readonly visiblePages: number
  /** Changes since the engine was opened, or since it was vacuumed or analyzed if that came later. */
  readonly dead: number
  readonly inserted: number
  readonly changed: number
  /** Whether more may have happened to it before the engine was opened, and to the statistics of the planner. */
  readonly isForgotten: boolean
  readonly isStale: boolean
  /** How many transactions ago its oldest row was written that is not frozen. */
  readonly age: number
}

/** One thing to do for one table. */
export interface Upkeep {
  readonly step: "vacuum" | "freeze" | "analyze"
  readonly oid: number
  readonly table: string
  /** How far beyond its limit it is: at least 1. */
  readonly urgency: number
  /** At most, going by what was measured. */
  readonly expectedMs: number
  readonly expectedWalBytes: number
}

/**
 * Chooses what is furthest beyond its limit, by the formula of PostgreSQL's autovacuum.
 *
 * The engine forgets its counters whenever it ends, so at first nothing is known of any table. One vacuum of each finds
 * out, and costs what has changed since the last one: a table of 1,000,000 rows in which nothing has takes a millisecond.
 */
export const chooseUpkeep = (
  tables: ReadonlyArray<TableStatistics>,
  limits: MaintenanceLimits,
  isPossible: (upkeep: Upkeep) => boolean = () => true
): Upkeep | undefined =>
  tables
    .flatMap((table) => upkeepOf(table, limits))
    .filter(isPossible)
    .reduce<Upkeep | undefined>(
      (worst, upkeep) => (worst === undefined || isBefore(upkeep, worst) ? upkeep : worst),
      undefined
    )

const isBefore = (one: Upkeep, other: Upkeep): boolean =>
  one.urgency === other.urgency ? one.expectedMs < other.expectedMs : one.urgency > other.urgency

const upkeepOf = (statistics: TableStatistics, limits: MaintenanceLimits): ReadonlyArray<Upkeep> => {
  const { age, changed, dead, inserted, isForgotten, isStale, oid, pages, rows, table, visiblePages } = statistics
  const { deadBase, deadMax, deadShare, freezeAge, insertedBase, insertedMax, insertedShare } = limits
  const deadMost = Math.min(deadBase + deadShare * rows, deadMax)
  const insertedMost = Math.min(insertedBase + insertedShare * rows, insertedMax)
  const changedMost = limits.changedBase + limits.changedShare * rows

  // A vacuum reads the pages that it does not know to be visible to all. New rows lie together, dead rows may not.
  const rowsOfPage = Math.max(1, pages === 0 ? 0 : rows / pages)
  const pagesToVacuum = isForgotten ? Math.max(0, pages - visiblePages) : Math.min(pages, dead + inserted / rowsOfPage)

  const due = (step: Upkeep["step"], urgency: number, pagesRead: number, pagesWritten: number): Upkeep => ({
    step,
    oid,
    table,
    urgency,
    expectedMs: pagesRead * MS_OF_PAGE,
    expectedWalBytes: pagesWritten * WAL_BYTES_OF_PAGE
  })
  return [
    due("freeze", age / freezeAge, pages, pages),
    due(
      "vacuum",
      Math.max(dead / deadMost, inserted / insertedMost, isForgotten ? 1 : 0),
      pagesToVacuum,
      pagesToVacuum
    ),
    due("analyze", Math.max(changed / changedMost, isStale ? 1 : 0), Math.min(pages, SAMPLE_PAGES), 0)
  ].filter(({ urgency }) => urgency >= 1)
}

/** The cost of a page that a vacuum has to change: 1,040 ms for 29,000 of them, three indexes included. */
const MS_OF_PAGE = 0.04

/** The sample of a large table takes as long as so many pages: 150 to 200 ms. */
const SAMPLE_PAGES = 4_000

/** The page itself, which goes into the log when it is changed for the first time after a checkpoint, and what changed. */
const WAL_BYTES_OF_PAGE = 10 * 1024
