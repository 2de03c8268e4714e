import { Schema } from "effect"

/** How many, how large or how long: a whole number from 0 on that a number holds exactly. */
export const Count = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }))
