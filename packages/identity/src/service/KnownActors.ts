import { Audit } from "@genie/audit/effect"
import { type Actor as ActorKnown, CurrentActor } from "@genie/operation"
import { type Db, type SqlError, Transaction } from "@genie/store/database"
import { ActorRepository } from "@genie/store/identity"
import { type Actor, uuidv7 } from "@genie/store/model"
import { Clock, Context, Effect, Layer, Option } from "effect"
import { ActorCreated } from "../events.ts"
import { actorByHandle } from "./actorByHandle.ts"

/** An actor is looked up again after this time: so late does a process hear that another one disabled it. */
export const KNOWN_FOR_MS = 1_000

/** How many actors are remembered. */
const REMEMBERED_MAX = 10_000

/** The actors of a database, as admission asks for them: before every operation. */
export class KnownActors extends Context.Service<
  KnownActors,
  {
    /** The actor with this handle, in any case: Ana and ana are one, so a gate for two is not passed by one. */
    find(organization: string, handle: string): Effect.Effect<Actor | undefined, SqlError>
    /** Introduces an actor, or answers the one that came to this handle first. */
    introduce(organization: string, actor: ActorKnown): Effect.Effect<Actor, SqlError, Transaction>
    /** Makes the next operation look up every actor, once the transaction has committed. */
    readonly forget: Effect.Effect<void, never, Transaction>
  }
>()("@genie/identity/KnownActors") {
  static readonly layer: Layer.Layer<KnownActors, never, Db | Audit> = Layer.effect(
    KnownActors,
    Effect.gen(function* () {
      const audit = yield* Audit
      const actors = yield* ActorRepository
      const remembered = new Map<string, Remembered>()
      let forgotten = 0

      /** Remembers an actor, unless one was disabled meanwhile. A read inside a transaction counts once that commits. */
      const remember = Effect.fnUntraced(function* (key: string, actor: Actor, before: number) {
        const until = (yield* Clock.currentTimeMillis) + KNOWN_FOR_MS
        const keep = () => {
          if (before !== forgotten) return
          if (remembered.size >= REMEMBERED_MAX) remembered.clear()
          remembered.set(key, { actor, until })
        }
        const transaction = yield* Effect.serviceOption(Transaction)
        if (Option.isSome(transaction)) transaction.value.afterCommit(Effect.sync(keep))
        else keep()
      })

      const forgetNow = () => {
        forgotten++
        remembered.clear()
      }

      return KnownActors.of({
        find: Effect.fnUntraced(function* (organization, handle) {
          const key = `${organization} ${handle}`
          const known = remembered.get(key)
          if (known !== undefined && (yield* Clock.currentTimeMillis) < known.until) return known.actor
          const before = forgotten
          const actor = yield* actorByHandle(actors, organization, handle)
          if (actor !== undefined) yield* remember(key, actor, before)
          return actor
        }),

        introduce: Effect.fnUntraced(function* (organizationId, { handle, kind }) {
          const id = uuidv7()
          const made = yield* actors.insert({ id, organizationId, handle, kind, name: handle })
          // Another process has introduced it in this moment, and has committed by now.
          if (Option.isNone(made)) return Option.getOrThrow(yield* actors.find(organizationId, handle))
          yield* Effect.provideService(audit.record(ActorCreated({ id }, { handle, kind })), CurrentActor, {
            id,
            handle,
            kind
          })
          return made.value
        }),

        forget: Effect.map(Transaction, (transaction) => {
          forgetNow()
          transaction.afterCommit(Effect.sync(forgetNow))
        })
      })
    })
  ).pipe(Layer.provide(ActorRepository.layer))
}

interface Remembered {
  readonly actor: Actor
  readonly until: number
}
