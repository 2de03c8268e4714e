// How every operation runs over a database with a sealed log: span, input, caller, transaction, the work, the record of a
// refusal, `Unavailable`. An operation says only its rules.
import {
  ActorDisabled,
  type AdmittedActor,
  type AnyRefusal,
  CurrentActor,
  CurrentCaller,
  isRefusal,
  type NamedActor,
  NotServed,
  type Operations,
  Unauthorized,
  Unavailable,
  UnknownOutcome,
  VersionMismatch
} from "@genie/operation"
import {
  Admission,
  type AnyImplementation,
  type Implementation,
  type Implementations as ImplementationsOf,
  operationsOf,
  type RunningOperation
} from "@genie/operation/runner"
import { Db, orUnavailable, type SqlError, type Transaction } from "@genie/store/database"
import { NAME_LENGTH_MAX } from "@genie/store/model"
import { type Context, Effect, Layer, type Scope } from "effect"
import type * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import type { AnyEventType, EventSubject } from "../events/event.ts"
import { Audit } from "../service/Audit.ts"
import { OperationSubject } from "./about.ts"

/** The rules of a group of operations. A room of it has some: `Pick<Implementations<typeof TasksGroup>, "move">`. */
export type Implementations<Group extends HttpApiGroup.Constraint> = ImplementationsOf<Group, Transaction, SqlError>

/**
 * Implements a group: every operation of it runs as its kind says.
 *
 * - `read(work)`: the work, as it is.
 * - `change(Event, work)`: one transaction. A refusal rolls it back, and is recorded as the refused event.
 * - `steps(Event, work)`: the work opens its own transactions. A refusal is recorded likewise.
 *
 * @example
 * ```ts
 * const NotesLive = implement(NotesGroup, Notes, Effect.gen(function* () {
 *   const notes = yield* NoteRepository
 *   return {
 *     list: read(() => notes.list()),
 *     archive: change(NoteArchived, function* ({ note }) { … })
 *   }
 * }))
 * ```
 */
export const implement = <Group extends HttpApiGroup.Constraint, Self, E, R>(
  group: Group,
  service: Context.Service<Self, Operations<Group>>,
  implementations: Effect.Effect<Implementations<Group>, E, R>
): Layer.Layer<Self, E, Exclude<R, Scope.Scope> | Db | Audit | Admission> =>
  Layer.effect(
    service,
    Effect.gen(function* () {
      const db = yield* Db
      const audit = yield* Audit
      const { admit } = yield* Admission

      const surround = (operation: RunningOperation, { event, kind, work }: AnyImplementation, input: object) => {
        const type = event as AnyEventType | undefined
        // One cell per call: the work writes into it which thing it found.
        const cell: { found: EventSubject | undefined; actor?: AdmittedActor } = { found: undefined }
        const done = Effect.flatMap(admit(operation), (actor) => {
          cell.actor = actor
          return Effect.provideService(work(input as never) as Work, CurrentActor, actor)
        })
        if (type === undefined) return orUnavailable(done)
        return (kind === "change" ? db.transaction(done) : done).pipe(
          Effect.tapError((error) => recordRefusal(type, cell.found ?? { id: nameIn(input) }, error, cell.actor)),
          Effect.provideService(OperationSubject, cell),
          orUnavailable
        )
      }

      const recordRefusal = Effect.fnUntraced(function* (
        type: AnyEventType,
        subject: EventSubject,
        error: unknown,
        admitted: AdmittedActor | undefined
      ) {
        if (!isOfTheRules(error)) return
        // An actor that is not let in has proven nothing, unless it is disabled: then it is known.
        const { handle, kind } = admitted ?? (error instanceof ActorDisabled ? (yield* CurrentCaller).actor : nobody)
        if (kind === undefined) return
        yield* db
          .transaction(audit.recordRefusal({ type, subject, details: undefined, items: undefined }, error))
          .pipe(Effect.provideService(CurrentActor, { handle, kind }), Effect.orDie)
      })

      return operationsOf(group, service, yield* implementations, surround as never)
    })
  )

/** An operation that changes nothing. */
export const read: Read = (work: AnyWork) => ({ kind: "read", event: undefined, work: workOf(work) }) as never

/** An operation that is one transaction. */
export const change: Change = (event: AnyEventType, work: AnyWork) =>
  ({ kind: "change", event, work: workOf(work) }) as never

/** An operation that opens its own transactions: it waits between them, or shares one with other calls. */
export const steps: Change = (event: AnyEventType, work: AnyWork) =>
  ({ kind: "steps", event, work: workOf(work) }) as never

type AnyWork = (input: never) => unknown

type Work = Effect.Effect<unknown, unknown, CurrentActor>

/** The work of an operation: a generator function, or a function that returns an effect. */
interface Read {
  <I, Eff extends Effect.Effect<any, any, any>, A>(
    work: (input: I) => Generator<Eff, A, never>
  ): Implementation<I, A, Effect.Error<Eff>, Effect.Services<Eff>>
  <I, A, E, R>(work: (input: I) => Effect.Effect<A, E, R>): Implementation<I, A, E, R>
}

interface Change {
  <I, Eff extends Effect.Effect<any, any, any>, A>(
    event: AnyEventType,
    work: (input: I) => Generator<Eff, A, never>
  ): Implementation<I, A, Effect.Error<Eff>, Effect.Services<Eff>>
  <I, A, E, R>(event: AnyEventType, work: (input: I) => Effect.Effect<A, E, R>): Implementation<I, A, E, R>
}

const workOf = (work: AnyWork): ((input: never) => Effect.Effect<unknown, unknown>) =>
  work instanceof GeneratorFunction ? (Effect.fnUntraced(work as never) as never) : (work as never)

const GeneratorFunction = Object.getPrototypeOf(function* () {}).constructor as Function

/** A transport or a database that fails refuses nothing. */
const isOfTheRules = (error: unknown): error is AnyRefusal =>
  isRefusal(error) && !notOfTheRules.some((refusal) => error instanceof refusal)

const notOfTheRules = [Unavailable, UnknownOutcome, Unauthorized, NotServed, VersionMismatch]

const nobody: NamedActor = { handle: "" }

/** The thing a caller named, for the record of a refusal that came before anything was found. */
const nameIn = (input: object): string => {
  const [named] = Object.values(input)
  return typeof named === "string" ? named.slice(0, NAME_LENGTH_MAX) : ""
}
