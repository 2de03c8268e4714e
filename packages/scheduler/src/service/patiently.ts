import { isRefusal } from "@genie/operation"
import { SqlError, troubleOf } from "@genie/store/database"
import { Cause, Effect, Schedule } from "effect"
import { messageOf } from "../storable/messageOf.ts"

/** From a tenth of a second to five. */
const patience = Schedule.min([Schedule.exponential(100), Schedule.spaced(5_000)])

/**
 * Tries again for as long as it takes, also after a defect: a process that works on a database outlives its restart and a
 * fault of the other side, and nothing is lost meanwhile. Each trouble is said once, however many meet it and however
 * often, and so is its end.
 */
export const patiently =
  (who: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, never, R> =>
    Effect.suspend(() => {
      const patient = new Patient(who)
      return effect.pipe(
        Effect.tapCause((cause) => patient.meets(cause)),
        Effect.sandbox,
        Effect.retry({ schedule: patience, while: (cause) => !Cause.hasInterruptsOnly(cause) }),
        Effect.tap(() => patient.goesOn()),
        Effect.ensuring(Effect.sync(() => patient.leaves()))
      )
    }) as Effect.Effect<A, never, R>

/** What stands in the way, where it is no bug: a worker is refused while the process that has the database is away. */
const knownTrouble = (error: unknown): string | undefined => {
  if (error instanceof SqlError) return troubleOf(error)
  return isRefusal(error) ? `${error.message} It is tried again until that is over.` : undefined
}

/** Who is in which trouble, in this process. */
const troubled = new Map<string, Set<Patient>>()

class Patient {
  readonly #who: string
  #trouble: string | undefined

  constructor(who: string) {
    this.#who = who
  }

  meets(cause: Cause.Cause<unknown>): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (Cause.hasInterruptsOnly(cause)) return Effect.void
      const error = Cause.squash(cause)
      const known = knownTrouble(error)
      const trouble = known ?? `${this.#who}: ${messageOf(error)}`
      if (trouble === this.#trouble) return Effect.void
      this.leaves()
      this.#trouble = trouble
      const others = troubled.get(trouble)
      troubled.set(trouble, (others ?? new Set()).add(this))
      if (others !== undefined) return Effect.void
      return known === undefined ? Effect.logWarning(`${this.#who} tries again:`, cause) : Effect.logWarning(known)
    })
  }

  goesOn(): Effect.Effect<void> {
    return Effect.suspend(() => {
      const trouble = this.#trouble
      if (trouble === undefined) return Effect.void
      this.leaves()
      return troubled.has(trouble) ? Effect.void : Effect.logInfo("The trouble is over.")
    })
  }

  leaves(): void {
    if (this.#trouble === undefined) return
    const all = troubled.get(this.#trouble)
    all?.delete(this)
    if (all?.size === 0) troubled.delete(this.#trouble)
    this.#trouble = undefined
  }
}
