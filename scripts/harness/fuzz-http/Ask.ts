import type { Operation } from "./operations.ts"

/** One request as it goes over the wire. */
export interface Ask {
  readonly operation: Operation
  /** With its query, encoded. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string>>>
  readonly body: string | Uint8Array | undefined
  /** The body as it was meant, where it is JSON as the contract has it. */
  readonly said: Readonly<Record<string, unknown>> | undefined
  /** The connection ends before the body does. */
  readonly isCutOff: boolean
  /** Whether the path may lead to another operation, or to none. */
  readonly isAstray: boolean
}
