import { InvalidInput } from "@genie/operation"
import { Effect } from "effect"

/** What the embedded database is to survive, when somebody says so. */
export const chosenDurability = Effect.gen(function* () {
  const name = process.env.GENIE_DURABILITY || undefined
  if (name === undefined || name === "power-loss" || name === "process-crash") return name
  return yield* new InvalidInput({
    field: "GENIE_DURABILITY",
    reason: `"${name}" is neither "power-loss", which is the default, nor "process-crash".`
  })
})
