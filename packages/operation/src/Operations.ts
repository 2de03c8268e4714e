import type { Effect, Stream } from "effect"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import type * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import type * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import type { Simplify } from "effect/Types"
import type { CurrentCaller } from "./CurrentCaller.ts"
import type { SharedRefusal } from "./refusals.ts"

/** Any endpoint whose request can be read. */
export type AnyEndpoint = HttpApiEndpoint.ConstraintRequest

/** What the caller passes: path parameters, query and payload as one flat object. Where each field travels is the endpoint's business. */
export type Input<E extends AnyEndpoint> = Simplify<
  Part<E["~Params"]["Type"]> & Part<E["~Query"]["Type"]> & Part<E["~Payload"]["Type"]>
>

/** What it answers: a value, or a stream for an operation that keeps answering. */
export type Output<E extends AnyEndpoint> = OutputOf<E["~Success"]>

/** How it can say no: its own refusals and those every operation shares. */
export type Failure<E extends AnyEndpoint> = E["~Error"]["Type"] | SharedRefusal

/**
 * The group read as a plain service: one method per endpoint.
 *
 * The in-process service implements it and the remote client is one, with the same failures, so code
 * written against it does not know which of the two it holds. Give it a name where you use it:
 * `interface TaskOperations extends Operations<typeof TasksGroup> {}`.
 */
export type Operations<Group extends HttpApiGroup.Constraint> = {
  readonly [K in keyof Group["endpoints"]]: Group["endpoints"][K] extends infer E extends AnyEndpoint
    ? (input: Input<E>) => Effect.Effect<Output<E>, Failure<E>, CurrentCaller>
    : never
}

type Part<P> = [P] extends [never] ? {} : P

type OutputOf<S> =
  S extends HttpApiSchema.StreamSse<infer _Events, infer Error, infer Value>
    ? Stream.Stream<Value, Error["Type"] | SharedRefusal>
    : S extends HttpApiSchema.StreamNdjson<infer Item>
      ? Stream.Stream<Item["Type"], SharedRefusal>
      : S extends { readonly Type: infer Type }
        ? Type
        : never
