import type { Actor } from "@genie/operation"

/** The actor of what the rules of tasks do by themselves: hold a task that keeps failing. */
export const tasksActor: Actor = { handle: "genie", kind: "system" }
