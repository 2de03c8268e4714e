import type { Actor } from "@genie/operation"

/** Who does what nobody asked for: fires what is due, pauses what keeps failing. */
export const schedulerActor: Actor = { handle: "scheduler", kind: "system" }
