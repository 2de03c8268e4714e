import { Schema } from "effect"

/**
 * The number of a claim, as an input: a whole number from 1 on. `Schema.Number` would take "NaN" and "Infinity", which
 * JSON turns into null on the way to a statement.
 */
export const Fence = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }))
