/**
 * What the workload does and must find again after a power cut. It says of each step when it sends it and when it is done;
 * numbers are never used twice.
 */
export type Step =
  /** One transaction: a large row, its parts in another table, and a count of all in a third. */
  | { readonly kind: "entry"; readonly id: number }
  /** A row on its own, sent together with others. */
  | { readonly kind: "note"; readonly id: number }
  /** A row that is changed again and again, in the same company. */
  | { readonly kind: "cell"; readonly id: number; readonly version: number }
  /** A table is emptied and filled again, in one transaction. The number is that of its generation. */
  | { readonly kind: "refill"; readonly id: number }
  | { readonly kind: "create"; readonly id: number }
  | { readonly kind: "drop"; readonly id: number }
  /** Changes to the schema, in one transaction. */
  | { readonly kind: "migrate"; readonly id: number }

/** What the workload says: that it sends a step, or that the step is done. */
export interface Mark {
  readonly step: Step
  readonly isDone: boolean
}

/** So many parts has an entry, so many rows a refilled and a created table, so many pieces a migration. */
export const PARTS = 5
export const REFILLED = 50
export const CREATED = 40
export const MIGRATED = 5
