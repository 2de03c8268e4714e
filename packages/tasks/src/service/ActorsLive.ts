import { Audit } from "@genie/audit/effect"
import { InvalidInput } from "@genie/operation"
import {
  Db,
  makeActorRepository,
  makeApprovalRepository,
  makeLiveRunRepository,
  makeTaskPipelineRepository,
  orUnavailable
} from "@genie/store/effect"
import { PAGE_LIMIT_DEFAULT, uuidv7 } from "@genie/store/model"
import { Effect, Layer, Option } from "effect"
import { Actors } from "../contract/Actors.ts"
import { ActorHandleTaken } from "../contract/ActorsGroup.ts"
import { checkHandle } from "./checkHandle.ts"
import { checkLine } from "./checkText.ts"
import { makeKnownActor } from "./makeKnownActor.ts"
import { makePipeline } from "./Pipeline.ts"
import { checkCursor, page } from "./page.ts"

/** On how many tasks the asks of somebody who is disabled are taken back. The others are closed by whoever decides. */
const ASKS_WITHDRAWN_MAX = 1_000

/** The rules of those who act: a handle is somebody's for ever, and whoever is disabled does nothing. */
export const ActorsLive = Layer.effect(
  Actors,
  Effect.gen(function* () {
    const db = yield* Db
    const audit = yield* Audit
    const actors = yield* makeActorRepository
    const approvals = yield* makeApprovalRepository
    const liveRuns = yield* makeLiveRunRepository
    const tasks = yield* makeTaskPipelineRepository
    const pipeline = yield* makePipeline
    const known = yield* makeKnownActor
    const { organizationId } = audit.instance

    const setDisabled = Effect.fnUntraced(function* (handle: string, isDisabled: boolean) {
      yield* known.ensure
      const actor = yield* known.find(handle)
      if ((actor.disabledAt !== null) === isDisabled) return actor
      const awaiting = isDisabled ? yield* lockAwaiting(actor.handle) : []
      const changed = yield* actors.setDisabled(actor.id, isDisabled)
      yield* audit.append({
        action: isDisabled ? "actor.disabled" : "actor.enabled",
        target: { type: "actor", id: actor.id },
        details: { handle: actor.handle }
      })
      if (awaiting.length > 0) {
        yield* approvals.withdrawAskedOf(awaiting, actor.handle, `${actor.handle} was disabled.`)
        yield* pipeline.pursue(awaiting)
      }
      return changed
    }, db.transaction)

    /** Locks the tasks that wait for a decision of somebody, who will never make it. */
    const lockAwaiting = Effect.fnUntraced(function* (handle: string) {
      const awaiting = yield* approvals.tasksAwaiting(organizationId, handle, ASKS_WITHDRAWN_MAX)
      yield* liveRuns.lockOfTasks(awaiting)
      yield* tasks.lock(awaiting)
      return awaiting
    })

    return Actors.of({
      create: Effect.fn("Actors.create")(
        function* ({ externalId, externalType, handle, kind, name = handle }) {
          yield* known.ensure
          yield* checkHandle("handle", handle)
          yield* checkLine("name", name)
          yield* checkLine("externalType", externalType)
          yield* checkLine("externalId", externalId)
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
            if (Option.isSome(yield* actors.find(organizationId, handle)))
              return yield* new ActorHandleTaken({ handle })
            const other = yield* actors.findExternal(organizationId, externalType!, externalId!)
            const { handle: taken } = Option.getOrThrow(other)
            return yield* new InvalidInput({ field: "externalId", reason: `is known already: that is "${taken}"` })
          }
          yield* audit.append({
            action: "actor.created",
            target: { type: "actor", id: actor.id },
            details: { handle, kind, externalType: externalType ?? null, externalId: externalId ?? null }
          })
          return made.value
        },
        db.transaction,
        orUnavailable
      ),

      list: Effect.fn("Actors.list")(function* ({ cursor, kind, limit = PAGE_LIMIT_DEFAULT }) {
        yield* checkCursor(cursor)
        return page(yield* actors.list({ organizationId, kind, after: cursor, limit: limit + 1 }), limit)
      }, orUnavailable),

      show: Effect.fn("Actors.show")(({ actor }) => known.find(actor), orUnavailable),

      disable: Effect.fn("Actors.disable")(({ actor }) => setDisabled(actor, true), orUnavailable),

      enable: Effect.fn("Actors.enable")(({ actor }) => setDisabled(actor, false), orUnavailable)
    })
  })
)
