export { auditEvents, LogCreated } from "./events/auditEvents.ts"
export {
  type AnyEventType,
  type EventSubject,
  type EventType,
  event,
  type Happened,
  type ManyEventType
} from "./events/event.ts"
export { FEED_PAGE_LIMIT, FEED_POLL_MS, type FeedPage, makeFeed } from "./feed/Feed.ts"
export { about } from "./runner/about.ts"
export { change, type Implementations, implement, read, steps } from "./runner/implement.ts"
export { canonicalJson, type Json, NotCanonical } from "./seal/canonicalJson.ts"
export { Audit, type AuditedAction, type NewAuditBatch, type NewAuditEvent } from "./service/Audit.ts"
export { AuditKey, type AuditKeyOptions } from "./service/AuditKey.ts"
export { AuditLogLive } from "./service/AuditLogLive.ts"
export { type Receipt, Receipts } from "./service/Receipts.ts"
export { RequestId } from "./service/RequestId.ts"
export { VERIFY_BATCH_SIZE } from "./service/verify.ts"
