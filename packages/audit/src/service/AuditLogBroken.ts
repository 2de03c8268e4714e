/**
 * A defect: a log is not as we left it, so nothing is added to it. Adding an entry would seal what somebody wrote by
 * hand.
 */
export class AuditLogBroken extends Error {
  override readonly name = "AuditLogBroken"

  constructor(log: string, what: string) {
    super(`Nothing can be recorded in audit log ${log}: ${what}. Run: genie audit verify`)
  }
}
