import { InvalidInput } from "@genie/operation"
import { Effect } from "effect"

/** A task as it was typed. `.` is the one that a worker's command is working on. */
export const thisTask = (field: string, typed: string): Effect.Effect<string, InvalidInput> => {
  if (typed !== "." && typed !== "this") return Effect.succeed(typed)
  const { GENIE_TASK } = process.env
  return GENIE_TASK
    ? Effect.succeed(GENIE_TASK)
    : Effect.fail(
        new InvalidInput({
          field,
          reason: `"${typed}" is the task that a worker's command is doing, and this is none. Name the task: SHOP-12.`
        })
      )
}
