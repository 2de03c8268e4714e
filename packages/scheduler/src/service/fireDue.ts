// One firing that the database refuses must not keep the others from firing: fewer are fired at once until it is alone.
import { SqlError } from "@genie/store/database"
import { Cause, Effect } from "effect"
import { dataProblem } from "./bisect.ts"
import { makeFiring } from "./Firing.ts"

/** How many triggers one transaction fires. */
export const FIRE_BATCH = 500

/** Fires what is due, and says whether more is. A schedule whose firing is refused is paused with the reason. */
export const makeFireDue = Effect.map(makeFiring, ({ fireDue, fireFirst }) => {
  const fire = (limit: number): ReturnType<typeof fireDue> =>
    limit === 1
      ? fireFirst(refusalIn)
      : Effect.catchCause(fireDue(limit), (cause) =>
          dataProblem(cause) === undefined ? Effect.failCause(cause) : fire(Math.floor(limit / 2))
        )
  return fire(FIRE_BATCH)
})

/** Why the database refuses what is to be written. A fault of anything else is no reason to pause a schedule. */
const refusalIn = (cause: Cause.Cause<unknown>): string | undefined => {
  const error = Cause.squash(cause)
  return error instanceof SqlError && REFUSED.test(error.sqlState ?? "")
    ? `It cannot be fired. The database refuses it: ${error.message}.`
    : undefined
}

/** SQLSTATE: a value that no column takes, a constraint, more than fits. */
const REFUSED = /^(22|23|54)/
