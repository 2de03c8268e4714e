import { layer as sharing, type Vitest } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { inject } from "vitest"
import type { Db } from "../database/Db.ts"
import { layerPostgres } from "../database/layers.ts"
import { freshDatabase } from "./freshDatabase.ts"
import { testPglite } from "./testPglite.ts"

/** What the tests run on: `pglite`, `postgres 18`. */
export type Backend = "pglite" | `postgres ${number}`

/**
 * Makes the same promises on every backend: what holds on one must hold on all.
 *
 * Each backend gives a migrated database of its own, shared by the tests of this call.
 *
 * @example
 * ```ts
 * onEveryBackend("Schedules", Schedules.layer, (it) => {
 *   it.effect("two schedules cannot share a name", () => Effect.gen(function* () { … }))
 * })
 * ```
 */
export const onEveryBackend = <R, E>(
  name: string,
  layer: Layer.Layer<R, E, Db>,
  tests: (it: Vitest.MethodsNonLive<R | Db>, backend: Backend) => void
): void => {
  for (const [backend, store] of backends()) {
    sharing(Layer.provideMerge(layer, store))(`${name} on ${backend}`, (it) => tests(it, backend))
  }
}

const backends = (): ReadonlyArray<readonly [Backend, Layer.Layer<Db>]> => [
  ["pglite", testPglite],
  ...inject("geniePostgres").map(({ major }) => [`postgres ${major}`, testPostgres(major)] as const)
]

const testPostgres = (major: number): Layer.Layer<Db> =>
  Layer.unwrap(Effect.map(freshDatabase({ major }), (url) => Layer.orDie(layerPostgres(url))))
