// The truth about an entry: the JSON that is sealed. The other columns of the row are projections of it, for queries.

/** The sealed body of an entry. Names are the wire format: an auditor reads them without our code. */
export interface AuditBody {
  readonly v: 1
  readonly instance: string
  readonly log: string
  readonly seq: number
  readonly id: string
  /** Six digits of a second and `Z`. */
  readonly ts: string
  readonly actor: { readonly kind: string; readonly handle: string }
  readonly action: string
  readonly target: { readonly type: string; readonly id: string }
  readonly outcome: "done" | "refused"
  readonly request_id: string | null
  readonly key_id: string
  readonly details_commit: string
  /** Of an event that stands for many: how many, and SHA-256 of their canonical list, which the details hold. */
  readonly batch?: { readonly count: number; readonly digest: string }
}
