import { Schema } from "effect"

/** The revision that a caller has seen, as an input. */
export const Revision = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }))
