// The same operations for who has never heard of Effect: promises, async iterables, plain strings, `instanceof`.
import { type Brand, Cause, type Context, Effect, Exit, type ManagedRuntime, Stream } from "effect"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import type * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import type { CurrentCaller } from "./CurrentCaller.ts"
import { isStreaming } from "./fieldsOf.ts"
import { inputOf } from "./inputOf.ts"
import type { AnyEndpoint, Input, Operations, Output } from "./Operations.ts"
import { asSeenFrom, type CallSite, callSite } from "./promised/fromCaller.ts"
import { markChecked } from "./runner/checkedInputs.ts"

export { fromCaller } from "./promised/fromCaller.ts"

/** How one call is made. */
export interface CallOptions {
  /** Aborting it interrupts the operation; what it did in a transaction is rolled back. */
  readonly signal?: AbortSignal | undefined
}

/** Any JSON: text, finite numbers, `true`, `false`, `null`, and arrays and objects of these. */
export type Json = null | boolean | number | string | JsonArray | JsonObject

/** An array of JSON. */
export interface JsonArray extends ReadonlyArray<Json> {}

/** An object whose values are JSON. */
export interface JsonObject {
  readonly [key: string]: Json
}

/** Ids are plain strings to a caller who has not met our brands; everything is checked on the way in. */
export type Unbranded<T> = [Json] extends [T] ? (unknown extends T ? T : UnbrandedJson<T>) : UnbrandedOther<T>

/** JSON keeps its name: without it, a hover over a call would show it level by level. */
type UnbrandedJson<T> = Json | Exclude<T, Json>

type UnbrandedOther<T> =
  T extends Brand.Brand<infer _Keys>
    ? Brand.Brand.Unbranded<T>
    : T extends Date | Uint8Array
      ? T
      : T extends ReadonlyArray<infer Item>
        ? ReadonlyArray<Unbranded<Item>>
        : T extends object
          ? { readonly [K in keyof T]: Unbranded<T[K]> }
          : T

/** What a call gives back: a promise of the answer, or the items of a stream as they come. */
export type Answer<A> = A extends Stream.Stream<infer Item, infer _E, infer _R> ? AsyncIterable<Item> : Promise<A>

/** What is passed. A field that may be left out may also be `undefined`. */
type Passed<I> = { readonly [K in keyof I]: Unbranded<I[K]> | ({} extends Pick<I, K> ? undefined : never) }

/** One operation as a plain function. */
export type PromisedOperation<E extends AnyEndpoint> =
  {} extends Input<E>
    ? (input?: Passed<Input<E>>, options?: CallOptions) => Answer<Output<E>>
    : (input: Passed<Input<E>>, options?: CallOptions) => Answer<Output<E>>

/**
 * A group of operations as plain functions. Give it a name: `interface Tasks extends Promised<typeof TasksGroup> {}`. The
 * types have no comments: where people call it, `pnpm generate` writes declarations that have the words of the contract.
 */
export type Promised<Group extends HttpApiGroup.Constraint> = {
  readonly [K in keyof Group["endpoints"]]: Group["endpoints"][K] extends infer E extends AnyEndpoint
    ? PromisedOperation<E>
    : never
}

/** How a whole group is called. */
export interface PromisedOptions {
  /** Runs every call inside something: `genie.within(trx)` provides the caller's transaction here. */
  readonly provide?: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

/**
 * Writes the promise version of a group.
 *
 * An expected failure rejects with the refusal itself, a bad argument with `InvalidInput` naming the field. The stack of
 * either begins at the caller.
 * The runtime provides the service and the actor.
 */
export const promised = <Group extends HttpApiGroup.Constraint, Self, RuntimeError>(
  group: Group,
  service: Context.Key<Self, Operations<Group>>,
  runtime: ManagedRuntime.ManagedRuntime<Self | CurrentCaller, RuntimeError>,
  { provide = (effect) => effect }: PromisedOptions = {}
): Promised<Group> => {
  const call = (name: string, endpoint: HttpApiEndpoint.Top) => {
    const decode = inputOf(endpoint)
    const run = (input: unknown): Effect.Effect<unknown, unknown, Self | CurrentCaller> =>
      Effect.gen(function* () {
        const operations = yield* service
        const operation: Operation = Reflect.get(operations, name)
        return yield* operation(markChecked(yield* decode(input ?? {})))
      })
    const called: (input?: unknown, options?: CallOptions) => unknown = isStreaming(endpoint)
      ? (input?: unknown, options: CallOptions = {}) =>
          iterate(runtime, provide(itemsOf(run(input))), options, callSite(called))
      : (input?: unknown, options: CallOptions = {}) => settle(runtime, provide(run(input)), options, callSite(called))
    return called
  }
  const calls = Object.entries(group.endpoints).map(([name, endpoint]) => [
    name,
    call(name, endpoint as HttpApiEndpoint.Top)
  ])
  return Object.fromEntries(calls) as Promised<Group>
}

type Operation = (input: object) => Effect.Effect<unknown, unknown, CurrentCaller>

type Items = Stream.Stream<unknown, unknown>

/** The stream outlives the effect that made it, and keeps what was provided to that effect. */
const itemsOf = <R>(made: Effect.Effect<unknown, unknown, R>): Effect.Effect<Items, unknown, R> =>
  Effect.gen(function* () {
    const stream = (yield* made) as Stream.Stream<unknown, unknown, R>
    return Stream.provideContext(stream, yield* Effect.context<R>())
  })

const settle = async <R, E>(
  runtime: ManagedRuntime.ManagedRuntime<R, E>,
  effect: Effect.Effect<unknown, unknown, R>,
  { signal }: CallOptions,
  site: CallSite
): Promise<unknown> => {
  signal?.throwIfAborted()
  const exit = await runtime.runPromiseExit(effect, { signal })
  if (Exit.isSuccess(exit)) return exit.value
  if (signal?.aborted && Cause.hasInterruptsOnly(exit.cause)) throw signal.reason
  throw asSeenFrom(site, Cause.squash(exit.cause))
}

async function* iterate<R, E>(
  runtime: ManagedRuntime.ManagedRuntime<R, E>,
  items: Effect.Effect<Items, unknown, R>,
  { signal }: CallOptions,
  site: CallSite
): AsyncIterable<unknown> {
  const stream = Stream.unwrap(items)
  const stoppable = signal ? Stream.interruptWhen(stream, aborted(signal)) : stream
  try {
    yield* Stream.toAsyncIterableWith(stoppable, await runtime.context())
  } catch (error) {
    throw signal?.aborted && error === signal.reason ? error : asSeenFrom(site, error)
  }
}

const aborted = (signal: AbortSignal) =>
  Effect.callback<never, unknown>((resume) => {
    const onAbort = () => resume(Effect.fail(signal.reason))
    if (signal.aborted) return onAbort()
    signal.addEventListener("abort", onAbort, { once: true })
    return Effect.sync(() => signal.removeEventListener("abort", onAbort))
  })
