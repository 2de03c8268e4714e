import type { Result } from "../wire/readAnswer.ts"
import type { Statement } from "./Statement.ts"

/** The part that a statement has in its transaction. It decides what the death of the engine means for it. */
export type Role = "alone" | "begin" | "inside" | "commit" | "rollback"

/** A statement that somebody waits for. */
export interface Pending {
  /** In the order in which the engine runs them. 0 until it is sent. */
  id: number
  readonly statement: Statement
  readonly parameters: ReadonlyArray<string | null>
  /** The connection that asked for it. */
  readonly session: object
  readonly role: Role
  /** How long it may run. 0: as long as it likes. */
  readonly timeoutMs: number
  /** Since when nobody waits for it any more. */
  abandonedAt: number | undefined
  resolve(result: Result<any>): void
  reject(error: unknown): void
}
