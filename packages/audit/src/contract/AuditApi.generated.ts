// Written by `pnpm generate` from the contract, for who calls it and asks an editor what a call does.
import type { CallOptions } from "@genie/operation/promised"
import type { AuditEvent } from "@genie/store/model"
import type { VerifyReport } from "./VerifyReport.ts"

/**
 * The audit log, as promises: read, followed and verified.
 *
 * Any call can also be refused with `InvalidInput`, which names the field, and with `Unavailable`: nothing was done.
 */
export interface AuditApi {
  /**
   * Verify the audit logs and name the first edited entry; an earlier state put back is not found.
   *
   * - `log?`: Only this log: its id, or the key of its project
   *
   * @throws AuditLogNotFound - No such audit log
   * @throws InvalidInput - A field is not what it must be
   */
  verify(input?: AuditVerifyInput, options?: CallOptions): Promise<VerifyReport>

  /**
   * List what happened, newest first.
   *
   * - `targetType?`: Only what was done to things of this kind: schedule
   * - `targetId?`: Only what was done to the thing with this id
   * - `action?`: Only this action: schedule.created
   * - `actor?`: Only what this actor did: a handle
   * - `limit?`: How many at most: 1 to 500, 50 when not said
   * - `cursor?`: Continue after this cursor
   *
   * @throws InvalidInput - A field is not what it must be
   */
  list(input?: AuditListInput, options?: CallOptions): Promise<{ readonly items: ReadonlyArray<AuditEvent>; readonly next: string | null }>

  /**
   * Say where the feed is now: read it, load what you follow, then follow the feed after it.
   *
   * @throws InvalidInput - A field is not what it must be
   */
  position(input?: {}, options?: CallOptions): Promise<{ readonly cursor: string }>

  /**
   * Follow what happens.
   *
   * Answers as it goes: read it with `for await`.
   *
   * - `after?`: Continue after this cursor; "start": from the first entry. Only what is new when not said
   *
   * @throws CursorGone - The cursor is too old
   * @throws InvalidInput - A field is not what it must be
   */
  feed(input?: AuditFeedInput, options?: CallOptions): AsyncIterable<{ readonly id: string; readonly event: "audit"; readonly data: AuditEvent }>

  /**
   * Show one audit event with all of its details.
   *
   * - `event`: Id of the audit event
   *
   * @throws AuditEventNotFound - No such audit event
   * @throws InvalidInput - A field is not what it must be
   */
  show(input: AuditShowInput, options?: CallOptions): Promise<AuditEvent>
}

/** The input of `audit.verify`. */
export interface AuditVerifyInput {
  /** Only this log: its id, or the key of its project */
  readonly log?: string | undefined
}

/** The input of `audit.list`. */
export interface AuditListInput {
  /** Only what was done to things of this kind: schedule */
  readonly targetType?: string | undefined
  /** Only what was done to the thing with this id */
  readonly targetId?: string | undefined
  /** Only this action: schedule.created */
  readonly action?: string | undefined
  /** Only what this actor did: a handle */
  readonly actor?: string | undefined
  /** How many at most: 1 to 500, 50 when not said */
  readonly limit?: number | undefined
  /** Continue after this cursor */
  readonly cursor?: string | undefined
}

/** The input of `audit.feed`. */
export interface AuditFeedInput {
  /** Continue after this cursor; "start": from the first entry. Only what is new when not said */
  readonly after?: string | undefined
}

/** The input of `audit.show`. */
export interface AuditShowInput {
  /** Id of the audit event */
  readonly event: string
}
