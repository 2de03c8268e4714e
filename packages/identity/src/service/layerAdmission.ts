import { Audit } from "@genie/audit/effect"
import { ActorDisabled, ActorKindMismatch, ActorKindMissing, CurrentCaller } from "@genie/operation"
import { Admission } from "@genie/operation/runner"
import { Db, orUnavailable, SqlError } from "@genie/store/database"
import type { Actor } from "@genie/store/model"
import { Effect, Layer } from "effect"
import { readActor } from "../contract/readActor.ts"
import { KnownActors } from "./KnownActors.ts"

/**
 * Admission by what the database knows of actors. The first change of an actor introduces it.
 *
 * A disabled actor may look and changes nothing. Genie itself is admitted as it is: no door lets a caller say `system`.
 */
export const layerAdmission: Layer.Layer<Admission | KnownActors, never, Db | Audit> = Layer.effect(
  Admission,
  Effect.gen(function* () {
    const db = yield* Db
    const { instance } = yield* Audit
    const known = yield* KnownActors
    const { organizationId } = instance

    return Admission.of({
      admit: Effect.fn("Admission.admit")(function* ({ permission }) {
        const isChange = permission !== "read"
        const { handle, kind } = (yield* CurrentCaller).actor
        if (kind === "system") return { handle, kind }
        const found = yield* known.find(organizationId, handle)
        if (found !== undefined) return yield* checked(found, kind, isChange)
        yield* readActor("actor", { handle, kind })
        if (kind === undefined) return yield* new ActorKindMissing({ actor: handle })
        if (!isChange) return { handle, kind }
        const introduced = yield* Effect.mapError(
          db.transaction(known.introduce(organizationId, { handle, kind })),
          nothingDone
        )
        return yield* checked(introduced, kind, isChange)
      }, orUnavailable)
    })
  })
).pipe(Layer.provideMerge(KnownActors.layer))

/** The operation has not begun: whether the actor was introduced makes no difference to it. */
const nothingDone = (error: SqlError): SqlError =>
  error.reason === "CommitUnanswered"
    ? new SqlError({ ...error, reason: "ConnectionError", message: error.message })
    : error

const checked = Effect.fnUntraced(function* (actor: Actor, said: Actor["kind"] | undefined, isChange: boolean) {
  const { disabledAt, handle, kind } = actor
  if (said !== undefined && said !== kind) return yield* new ActorKindMismatch({ actor: handle, known: kind, said })
  if (isChange && disabledAt !== null) return yield* new ActorDisabled({ actor: handle })
  return actor
})
