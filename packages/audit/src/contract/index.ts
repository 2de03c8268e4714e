export type {
  AuditApi,
  AuditFeedInput,
  AuditListInput,
  AuditShowInput,
  AuditVerifyInput
} from "./AuditApi.generated.ts"
export { AuditGroup, AuditLog, type AuditOperations, FEED_START, FeedItem } from "./AuditGroup.ts"
export { AuditEventNotFound, AuditKeyMismatch, AuditKeyUnusable, AuditLogNotFound, CursorGone } from "./refusals.ts"
export { AuditFinding, AuditFindingKind, VerifiedLog, VerifyReport } from "./VerifyReport.ts"
