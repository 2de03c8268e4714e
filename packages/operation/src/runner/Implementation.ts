import type { Effect } from "effect"
import type * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import type { CurrentActor } from "../CurrentActor.ts"
import type { AnyEndpoint, Failure, Input, Output } from "../Operations.ts"

/**
 * How the runner treats the work of an operation:
 *
 * - `read`: as it is.
 * - `change`: in one transaction; a refusal is recorded after the rollback.
 * - `steps`: the work opens its own transactions, because it waits between them or shares one with other calls.
 */
export type OperationKind = "read" | "change" | "steps"

/** The rules of one operation. `Event` names what a refused change would have recorded. */
export interface Implementation<in I, out A, out E, out R, out Event = unknown> {
  readonly kind: OperationKind
  readonly event: Event | undefined
  readonly work: (input: I) => Effect.Effect<A, E, R>
}

/**
 * The rules of a whole group, one implementation per endpoint. `Inside` is the service that a change may use because the
 * runner opens a transaction, `Trouble` the failure that the runner turns into `Unavailable`.
 */
export type Implementations<Group extends HttpApiGroup.Constraint, Inside, Trouble> = {
  readonly [K in keyof Group["endpoints"]]: Group["endpoints"][K] extends infer E extends AnyEndpoint
    ? Implementation<Input<E>, Output<E>, Failure<E> | Trouble, CurrentActor | Inside>
    : never
}
