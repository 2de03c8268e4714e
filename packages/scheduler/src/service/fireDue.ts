// One firing that the database refuses must not keep the others from firing: fewer are fired at once until it is alone.
import { Effect } from "effect"
import { dataProblem } from "./bisect.ts"
import { makeFiring } from "./Firing.ts"

/** How many triggers one transaction fires. */
export const FIRE_BATCH = 500

/** Fires what is due, and says whether more is. A schedule whose firing is refused is paused with the reason. */
export const makeFireDue = Effect.map(makeFiring, ({ fireDue, pauseFirstDue }) => {
  const fire = (limit: number): ReturnType<typeof fireDue> =>
    Effect.catchCause(fireDue(limit), (cause) => {
      const problem = dataProblem(cause)
      if (problem === undefined) return Effect.failCause(cause)
      if (limit > 1) return fire(Math.floor(limit / 2))
      return Effect.as(pauseFirstDue(`It cannot be fired. ${problem}`), { fired: 0, more: true })
    })
  return fire(FIRE_BATCH)
})
