import type { Ask } from "./Ask.ts"
import { type Reply, unreadable } from "./send.ts"

/** What HTTP itself answers before an operation is found, or where it is not. */
const before: ReadonlySet<number> = new Set([400, 403, 404, 405, 408, 413, 414, 417, 431])

/** What is wrong with a reply, if anything. */
export const problemIn = (ask: Ask, reply: Reply): string | undefined => {
  const { headers, isAstray, isCutOff, operation, path } = ask
  if (reply.kind === "hang") return "hangs"
  if (reply.kind === "closed")
    return isCutOff || isRefusedUnread(ask) ? undefined : `is closed without an answer (${reply.reason})`
  const { body, status } = reply
  if (status >= 500 && status !== 501) return `answers ${status}`
  if (body === unreadable) return `answers ${status} with a body that is not the JSON it says`
  if (operation.statuses.has(status)) return undefined
  if (status === 304 && "if-none-match" in headers && operation.method === "GET") return undefined
  if ((isAstray || path.includes("%00") || path.length > 2_000) && before.has(status)) return undefined
  if (status === 403 && "origin" in headers) return undefined
  if (status === 417 && "expect" in headers) return undefined
  return `answers ${status}, which it does not declare`
}

/** A server that refuses a body for its size, or its framing, may close before all of it was sent. */
const isRefusedUnread = ({ body, headers }: Ask): boolean =>
  (body?.length ?? 0) > 60_000 || "transfer-encoding" in headers
