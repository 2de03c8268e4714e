import { createHash } from "node:crypto"
import { canonicalJson, type Json } from "@genie/audit/effect"

/** How long the payload of a task may be as JSON, in bytes. It travels with every run; larger things belong behind a link. */
export const PAYLOAD_BYTES_MAX = 256 * 1024

/** How deep a payload may be nested. Databases and other programs must be able to read it. */
export const PAYLOAD_DEPTH_MAX = 32

/** What is approved when a task is. */
export interface Approvable {
  readonly title: string
  readonly body: string
  readonly acceptance: string
  /** One that `payloadProblem` has nothing against. */
  readonly payload: unknown
}

/** SHA-256 of what is approved, in hex: whoever changes a letter of it has to ask again. */
export const digestOf = ({ acceptance, body, payload, title }: Approvable): string =>
  createHash("sha256")
    .update(canonicalJson({ acceptance, body, payload: payload as Json, title }, limits))
    .digest("hex")

// The texts have limits of their own, in characters; four bytes each is the most they take, and JSON may double that.
const limits = { depthMax: PAYLOAD_DEPTH_MAX + 1, bytesMax: 4 * 1024 * 1024 }
