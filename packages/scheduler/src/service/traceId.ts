import { randomBytes } from "node:crypto"

/** A new W3C trace id: it ties a firing, its runs and their child processes together. */
export const traceId = (): string => randomBytes(16).toString("hex")
