// Written by `pnpm generate` from the contract, for who calls it and asks an editor what a call does.
import type { CallOptions } from "@genie/operation/promised"
import type { PageLink } from "./SystemGroup.ts"
import type { SystemStatus } from "./SystemStatus.ts"

/**
 * The process that serves, as promises.
 *
 * Any call can also be refused with `InvalidInput`, which names the field, and with `Unavailable`: nothing was done.
 */
export interface SystemApi {
  /**
   * Say what is running, where its data is and how much it has to do.
   *
   * @throws InvalidInput - A field is not what it must be
   */
  status(input?: {}, options?: CallOptions): Promise<SystemStatus>

  /**
   * Make a link that opens the page signed in, once and within a minute.
   *
   * - `path?`: Where on the page, such as /app
   * - `loopback?`: At 127.0.0.1, for a browser that does not find names under localhost
   *
   * @throws PageNotServed - No page to open
   * @throws InvalidInput - A field is not what it must be
   */
  open(input?: SystemOpenInput, options?: CallOptions): Promise<PageLink>

  /**
   * Ask a background owner to finish what it does and make room.
   *
   * - `kind`
   * - `pid`
   * - `command`
   * - `version`
   * - `schema`
   *
   * @throws OwnerStays - The owner stays
   * @throws InvalidInput - A field is not what it must be
   */
  yield(input: SystemYieldInput, options?: CallOptions): Promise<{ readonly pid: number }>

  /**
   * Ask the owner to finish what it does and stop.
   *
   * @throws OwnerStays - The owner stays
   * @throws InvalidInput - A field is not what it must be
   */
  stop(input?: {}, options?: CallOptions): Promise<{ readonly pid: number }>
}

/** The input of `system.open`. */
export interface SystemOpenInput {
  /** Where on the page, such as /app */
  readonly path?: string | undefined
  /** At 127.0.0.1, for a browser that does not find names under localhost */
  readonly loopback?: boolean | undefined
}

/** The input of `system.yield`. */
export interface SystemYieldInput {
  readonly kind: "background" | "up" | "program"
  readonly pid: number
  readonly command: string
  readonly version: string
  readonly schema: string
}
