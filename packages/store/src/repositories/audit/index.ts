import { Layer } from "effect"
import type { Db } from "../../database/Db.ts"
import { AuditCheckRepository } from "./AuditCheckRepository.ts"
import { AuditEventRepository } from "./AuditEventRepository.ts"
import { AuditLogRepository } from "./AuditLogRepository.ts"

/** The repositories of the audit log. */
export type AuditRepositories = AuditCheckRepository | AuditEventRepository | AuditLogRepository

/** Every statement about the audit log. */
export const layerAuditRepositories: Layer.Layer<AuditRepositories, never, Db> = Layer.mergeAll(
  AuditCheckRepository.layer,
  AuditEventRepository.layer,
  AuditLogRepository.layer
)

export { AuditCheckRepository, type StoredEntry, type StoredLog } from "./AuditCheckRepository.ts"
export { AuditEventRepository, type AuditFilter, type FeedRow, type LogPosition } from "./AuditEventRepository.ts"
export {
  type AuditInstance,
  AuditLogRepository,
  type LockedHead,
  type NewLog,
  type SealedEntry,
  type SealedHead
} from "./AuditLogRepository.ts"
