import { Schema } from "effect"

/** How urgent work is, in the order in which it is taken. */
export const Priority = Schema.Literals(["urgent", "high", "normal", "low"])
export type Priority = typeof Priority.Type
