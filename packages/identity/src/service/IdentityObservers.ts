import type { CurrentActor, InvalidInput } from "@genie/operation"
import type { SqlError, Transaction } from "@genie/store/database"
import { Context, Effect, Layer, type Scope } from "effect"
import type { TemplateNotFound } from "../contract/TemplateNotFound.ts"
import { memberOf } from "./memberOf.ts"

/** A project that was just created. */
export interface CreatedProject {
  readonly id: string
  readonly key: string
  /** Name of the template for its board, where the caller chose one. */
  readonly template?: string | undefined
}

/** A project whose repository is somewhere else now. */
export interface MovedProject {
  readonly id: string
  readonly from: string | null
  readonly to: string | null
}

/** Acts in the transaction of a change to projects or actors: what it writes is committed with the change, or neither is. */
export interface IdentityObserver {
  projectCreated?(
    project: CreatedProject
  ): Effect.Effect<void, TemplateNotFound | InvalidInput | SqlError, Transaction | CurrentActor>
  projectMoved?(project: MovedProject): Effect.Effect<void, SqlError, Transaction | CurrentActor>
  actorDisabled?(actor: { readonly handle: string }): Effect.Effect<void, SqlError, Transaction | CurrentActor>
}

/** The observers of projects and actors: a new project gets its board, and a disabled actor is asked for nothing more. */
export class IdentityObservers extends Context.Service<
  IdentityObservers,
  {
    /** Tells the observer from now on, until the scope closes. */
    observe(observer: IdentityObserver): Effect.Effect<void, never, Scope.Scope>
    /** Tells all of them, in the order in which they came. */
    readonly tell: Required<IdentityObserver>
  }
>()("@genie/identity/IdentityObservers") {
  static readonly layer: Layer.Layer<IdentityObservers> = Layer.sync(IdentityObservers, () => {
    const observers = new Set<IdentityObserver>()
    const all = <E, R>(tell: (observer: IdentityObserver) => Effect.Effect<void, E, R> | undefined) =>
      Effect.forEach([...observers], (observer) => tell(observer) ?? Effect.void, { discard: true })
    return IdentityObservers.of({
      // One entry per call: the same observer may be told twice, and stops being told one by one.
      observe: (observer) => memberOf(observers, { ...observer }),
      tell: {
        projectCreated: (project) => all((observer) => observer.projectCreated?.(project)),
        projectMoved: (project) => all((observer) => observer.projectMoved?.(project)),
        actorDisabled: (actor) => all((observer) => observer.actorDisabled?.(actor))
      }
    })
  })
}
