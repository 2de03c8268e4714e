import { Audit, change, implement, read } from "@genie/audit/effect"
import { InvalidInput } from "@genie/operation"
import { ActorRepository } from "@genie/store/identity"
import { PAGE_LIMIT_DEFAULT, pageOf, uuidv7 } from "@genie/store/model"
import { Effect, Option } from "effect"
import { Actors } from "../contract/Actors.ts"
import { ActorHandleTaken, ActorsGroup } from "../contract/ActorsGroup.ts"
import { ActorCreated, ActorDisabled, ActorEnabled } from "../events.ts"
import { IdentityObservers } from "./IdentityObservers.ts"
import { KnownActors } from "./KnownActors.ts"
import { makeFindActor } from "./makeFindActor.ts"

/** The rules of those who act: a handle is somebody's for ever, and whoever is disabled does nothing. */
export const ActorsLive = implement(
  ActorsGroup,
  Actors,
  Effect.gen(function* () {
    const audit = yield* Audit
    const actors = yield* ActorRepository
    const { tell } = yield* IdentityObservers
    const known = yield* makeFindActor
    const { forget } = yield* KnownActors
    const { organizationId } = audit.instance

    const setDisabled = Effect.fnUntraced(function* (handle: string, isDisabled: boolean) {
      const actor = yield* known.find(handle)
      if ((actor.disabledAt !== null) === isDisabled) return actor
      const changed = yield* actors.setDisabled(actor.id, isDisabled)
      yield* forget
      const Event = isDisabled ? ActorDisabled : ActorEnabled
      yield* audit.record(Event({ id: actor.id }, { handle: actor.handle }))
      if (isDisabled) yield* tell.actorDisabled({ handle: actor.handle })
      return changed
    })

    return {
      create: change(ActorCreated, function* ({ externalId, externalType, handle, kind, name = handle }) {
        if (kind === "system") return yield* new InvalidInput({ field: "kind", reason: "is Genie's own" })
        if ((externalType === undefined) !== (externalId === undefined)) {
          return yield* new InvalidInput({
            field: externalType === undefined ? "externalType" : "externalId",
            reason: "is needed, too: where somebody is known, and under which id"
          })
        }

        const alike = yield* actors.findAlike(organizationId, handle)
        if (Option.isSome(alike)) return yield* new ActorHandleTaken({ handle: alike.value.handle })
        const actor = { id: uuidv7(), organizationId, handle, kind, name }
        const made = yield* actors.insert({
          ...actor,
          externalType: externalType ?? null,
          externalId: externalId ?? null
        })
        if (Option.isNone(made)) {
          if (Option.isSome(yield* actors.find(organizationId, handle))) return yield* new ActorHandleTaken({ handle })
          const other = yield* actors.findExternal(organizationId, externalType!, externalId!)
          const { handle: taken } = Option.getOrThrow(other)
          return yield* new InvalidInput({ field: "externalId", reason: `is known already: that is "${taken}"` })
        }
        const details = { handle, kind, externalType: externalType ?? null, externalId: externalId ?? null }
        yield* audit.record(ActorCreated({ id: actor.id }, details))
        return made.value
      }),

      list: read(function* ({ cursor, kind, limit = PAGE_LIMIT_DEFAULT }) {
        return pageOf(yield* actors.list({ organizationId, kind, after: cursor, limit: limit + 1 }), limit)
      }),

      show: read(({ actor }) => known.find(actor)),

      disable: change(ActorDisabled, ({ actor }) => setDisabled(actor, true)),

      enable: change(ActorEnabled, ({ actor }) => setDisabled(actor, false))
    }
  })
)
