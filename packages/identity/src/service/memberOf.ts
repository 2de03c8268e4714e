import { Effect, type Scope } from "effect"

/** Adds an observer to those that are told, until the scope closes. */
export const memberOf = <A>(all: Set<A>, one: A): Effect.Effect<void, never, Scope.Scope> =>
  Effect.asVoid(
    Effect.acquireRelease(
      Effect.sync(() => all.add(one)),
      () => Effect.sync(() => all.delete(one))
    )
  )
