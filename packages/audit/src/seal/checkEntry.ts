// What the verifier asks of every entry, and what it makes of one that is not whole. Nothing here touches the database:
// an entry, the place where it stands and the key are enough, except to say where the right entry went.
import type { KeyObject } from "node:crypto"
import type { StoredEntry } from "@genie/store/audit"
import type { AuditFindingKind } from "../contract/VerifyReport.ts"
import type { AuditBody } from "./AuditBody.ts"
import { noDetailsCommit } from "./detailsCommit.ts"
import { type Place, sealEntry } from "./seal.ts"

/** Where the next entry of a log has to stand, and the time it has to follow. */
export interface Expected extends Place {
  readonly keyId: string
  readonly key: KeyObject
  readonly lastTs: string | null
}

/** Why an entry is not whole. */
export interface Suspicion {
  readonly kind: AuditFindingKind
  /** The rest of a sentence that begins with the entry. */
  readonly reason: string
  /** What it is if the entry that belongs in this place stands elsewhere in the log. */
  readonly ifDisplaced?: { readonly kind: AuditFindingKind; readonly reason: string }
}

/** Nothing, when the entry is exactly the one that belongs in this place. */
export const checkEntry = (expected: Expected, entry: StoredEntry): Suspicion | undefined => {
  if (entry.body === null || entry.rowHmac === null) return malformed("has no body or no seal")
  return sealEntry(expected.key, expected, entry.body) === entry.rowHmac
    ? checkProjections(expected, entry, JSON.parse(entry.body) as AuditBody)
    : suspect(expected, entry, entry.body, entry.rowHmac)
}

/** The body is genuine: every column has to say the same. */
const checkProjections = (expected: Expected, entry: StoredEntry, body: AuditBody): Suspicion | undefined => {
  const projections: ReadonlyArray<readonly [column: string, found: string | null, sealed: string | null]> = [
    ["seq", entry.seq, String(body.seq)],
    ["id", entry.id, body.id],
    ["ts", entry.ts, body.ts],
    ["actor_kind", entry.actorKind, body.actor.kind],
    ["actor_handle", entry.actorHandle, body.actor.handle],
    ["action", entry.action, body.action],
    ["target_type", entry.targetType, body.target.type],
    ["target_id", entry.targetId, body.target.id],
    ["outcome", entry.outcome, body.outcome],
    ["request_id", entry.requestId, body.request_id],
    ["key_id", entry.keyId, body.key_id],
    ["details_commit", entry.detailsCommit, body.details_commit],
    ["prev_row_hmac", entry.prevRowHmac, expected.previous]
  ]
  for (const [column, found, sealed] of projections) {
    if (found !== sealed) return modified(`was changed: its column ${column} does not say what was sealed`)
  }
  if (expected.lastTs !== null && body.ts <= expected.lastTs) return malformed("is not later than the entry before it")
  if (entry.detailsFound === null || entry.detailsFound === body.details_commit) return undefined
  return modified(
    body.details_commit === noDetailsCommit
      ? "was given details that it never had"
      : "was changed: its details are not the sealed ones"
  )
}

/** The seal is wrong in this place: a genuine entry of another place, a changed one, or one that nobody sealed. */
const suspect = (expected: Expected, entry: StoredEntry, text: string, rowHmac: string): Suspicion => {
  const body = parse(text)
  if (body === undefined) return malformed("has a body that is no sealed body")
  if (body.log !== expected.log || body.instance !== expected.instance) {
    return { kind: "foreign", reason: "belongs to another log" }
  }
  if (body.key_id !== expected.keyId) {
    return {
      kind: "unknown-key",
      reason: `says it was sealed with key ${body.key_id}, and this is not the key we have`
    }
  }
  if (!isGenuineElsewhere(expected, body, entry.prevRowHmac, text, rowHmac)) {
    return {
      ...modified("was changed after it was sealed"),
      ifDisplaced: { kind: "inserted", reason: "was never sealed: the entry that belongs in its place comes later" }
    }
  }
  if (body.seq < expected.seq) return { kind: "inserted", reason: `is a copy of entry ${body.seq}` }
  if (body.seq === expected.seq) return modified("continues another entry than the one before it")
  return {
    kind: "deleted",
    reason: `is missing: the next one that is there is entry ${body.seq}`,
    ifDisplaced: { kind: "reordered", reason: `is not in its place: entry ${body.seq} is` }
  }
}

const isGenuineElsewhere = (
  { instance, key, log }: Expected,
  { seq }: AuditBody,
  previous: string | null,
  text: string,
  rowHmac: string
): boolean =>
  Number.isSafeInteger(seq) &&
  seq > 0 &&
  (previous === null || /^[0-9a-f]{64}$/.test(previous)) &&
  sealEntry(key, { instance, log, seq, previous }, text) === rowHmac

const parse = (text: string): AuditBody | undefined => {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === "object" && body !== null && "v" in body && body.v === 1 ? (body as AuditBody) : undefined
  } catch {
    return undefined
  }
}

const modified = (reason: string): Suspicion => ({ kind: "modified", reason })
const malformed = (reason: string): Suspicion => ({ kind: "malformed", reason })
