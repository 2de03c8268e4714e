import { Audit, change, implement, read } from "@genie/audit/effect"
import { KnownActors } from "@genie/identity/effect"
import { InvalidInput } from "@genie/operation"
import { ActorRepository } from "@genie/store/identity"
import { PAGE_LIMIT_DEFAULT, uuidv7 } from "@genie/store/model"
import { LiveRunRepository } from "@genie/store/scheduler"
import { ApprovalRepository, TaskPipelineRepository } from "@genie/store/tasks"
import { Effect, Option } from "effect"
import { Actors } from "../contract/Actors.ts"
import { ActorHandleTaken, ActorsGroup } from "../contract/ActorsGroup.ts"
import { ActorCreated, ActorDisabled, ActorEnabled } from "../identityEvents.ts"
import { makeKnownActor } from "./makeKnownActor.ts"
import { makePipeline } from "./Pipeline.ts"
import { page } from "./page.ts"

/** On how many tasks the asks of somebody who is disabled are taken back. The others are closed by whoever decides. */
const ASKS_WITHDRAWN_MAX = 1_000

/** The rules of those who act: a handle is somebody's for ever, and whoever is disabled does nothing. */
export const ActorsLive = implement(
  ActorsGroup,
  Actors,
  Effect.gen(function* () {
    const audit = yield* Audit
    const actors = yield* ActorRepository
    const approvals = yield* ApprovalRepository
    const liveRuns = yield* LiveRunRepository
    const tasks = yield* TaskPipelineRepository
    const pipeline = yield* makePipeline
    const known = yield* makeKnownActor
    const { forget } = yield* KnownActors
    const { organizationId } = audit.instance

    const setDisabled = Effect.fnUntraced(function* (handle: string, isDisabled: boolean) {
      const actor = yield* known.find(handle)
      if ((actor.disabledAt !== null) === isDisabled) return actor
      const awaiting = isDisabled ? yield* lockAwaiting(actor.handle) : []
      const changed = yield* actors.setDisabled(actor.id, isDisabled)
      yield* forget
      const Event = isDisabled ? ActorDisabled : ActorEnabled
      yield* audit.record(Event({ id: actor.id }, { handle: actor.handle }))
      if (awaiting.length > 0) {
        yield* approvals.withdrawAskedOf(awaiting, actor.handle, `${actor.handle} was disabled.`)
        yield* pipeline.pursue(awaiting)
      }
      return changed
    })

    /** Locks the tasks that wait for a decision of somebody, who will never make it. */
    const lockAwaiting = Effect.fnUntraced(function* (handle: string) {
      const awaiting = yield* approvals.tasksAwaiting(organizationId, handle, ASKS_WITHDRAWN_MAX)
      yield* liveRuns.lockOfTasks(awaiting)
      yield* tasks.lock(awaiting)
      return awaiting
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
        return page(yield* actors.list({ organizationId, kind, after: cursor, limit: limit + 1 }), limit)
      }),

      show: read(({ actor }) => known.find(actor)),

      disable: change(ActorDisabled, ({ actor }) => setDisabled(actor, true)),

      enable: change(ActorEnabled, ({ actor }) => setDisabled(actor, false))
    }
  })
)
