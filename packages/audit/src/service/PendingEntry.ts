import type { Actor } from "@genie/operation"
import type { AuditBody } from "../seal/AuditBody.ts"
import type { Receipt } from "./Receipts.ts"

/** What an open transaction remembers of an event until it is sealed, when its place and its time are known. */
export interface PendingEntry {
  /** Whose log; null: the system log of the organization. */
  readonly project: string | null
  readonly actor: Actor
  readonly action: string
  readonly target: { readonly type: string; readonly id: string }
  readonly outcome: "done" | "refused"
  readonly requestId: string | null
  readonly details: PendingDetails | null
  readonly batch?: AuditBody["batch"]
  /** False: nothing happened, but the project is to have its log. */
  readonly isEvent: boolean
  readonly receipts: Array<Receipt> | undefined
}

/** Details as they will be stored. Hex and text. */
export interface PendingDetails {
  readonly salt: string
  readonly text: string
  readonly commit: string
}
