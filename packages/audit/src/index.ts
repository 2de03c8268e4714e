export {
  AuditEventNotFound,
  AuditFinding,
  AuditKeyMismatch,
  AuditKeyUnusable,
  AuditLogNotFound,
  CursorGone,
  type FeedItem,
  VerifiedLog,
  VerifyReport
} from "./contract/index.ts"
