// Written by `pnpm generate` from the contract, for who calls it and asks an editor what a call does.
import type { CallOptions } from "@genie/operation/promised"
import type { Actor } from "@genie/store/model"

/**
 * Actors, as promises: people, agents and programs.
 *
 * Any call can also be refused with `InvalidInput`, which names the field, and with `Unavailable`: nothing was done.
 */
export interface ActorsApi {
  /**
   * Introduce somebody who acts.
   *
   * - `handle`: What is typed and shown: ana, engineer-1
   * - `kind`: human, agent, service or team
   * - `name?`: What people call it
   * - `externalType?`: Where it is known under another id: local, genie_os_user, omni_agent, …
   * - `externalId?`: Its id there
   *
   * @throws ActorHandleTaken - Handle taken
   * @throws InvalidInput - A field is not what it must be
   */
  create(input: ActorsCreateInput, options?: CallOptions): Promise<Actor>

  /**
   * List people and agents, by handle.
   *
   * - `kind?`: Only actors of this kind
   * - `limit?`: How many at most: 1 to 500, 50 when not said
   * - `cursor?`: Continue after this cursor
   *
   * @throws InvalidInput - A field is not what it must be
   */
  list(input?: ActorsListInput, options?: CallOptions): Promise<{ readonly items: ReadonlyArray<Actor>; readonly next: string | null }>

  /**
   * Show somebody.
   *
   * - `actor`: Handle: ana, engineer-1
   *
   * @throws ActorNotFound - No such actor
   * @throws InvalidInput - A field is not what it must be
   */
  show(input: ActorsShowInput, options?: CallOptions): Promise<Actor>

  /**
   * Disable somebody: the history keeps them, and they may not act.
   *
   * - `actor`: Handle: ana, engineer-1
   *
   * @throws ActorNotFound - No such actor
   * @throws InvalidInput - A field is not what it must be
   */
  disable(input: ActorsDisableInput, options?: CallOptions): Promise<Actor>

  /**
   * Let somebody act again.
   *
   * - `actor`: Handle: ana, engineer-1
   *
   * @throws ActorNotFound - No such actor
   * @throws InvalidInput - A field is not what it must be
   */
  enable(input: ActorsEnableInput, options?: CallOptions): Promise<Actor>
}

/** The input of `actors.create`. */
export interface ActorsCreateInput {
  /** What is typed and shown: ana, engineer-1 */
  readonly handle: string
  /** human, agent, service or team */
  readonly kind: "human" | "agent" | "service" | "team" | "system"
  /** What people call it */
  readonly name?: string | undefined
  /** Where it is known under another id: local, genie_os_user, omni_agent, … */
  readonly externalType?: string | undefined
  /** Its id there */
  readonly externalId?: string | undefined
}

/** The input of `actors.list`. */
export interface ActorsListInput {
  /** Only actors of this kind */
  readonly kind?: "human" | "agent" | "service" | "team" | "system" | undefined
  /** How many at most: 1 to 500, 50 when not said */
  readonly limit?: number | undefined
  /** Continue after this cursor */
  readonly cursor?: string | undefined
}

/** The input of `actors.show`. */
export interface ActorsShowInput {
  /** Handle: ana, engineer-1 */
  readonly actor: string
}

/** The input of `actors.disable`. */
export interface ActorsDisableInput {
  /** Handle: ana, engineer-1 */
  readonly actor: string
}

/** The input of `actors.enable`. */
export interface ActorsEnableInput {
  /** Handle: ana, engineer-1 */
  readonly actor: string
}
