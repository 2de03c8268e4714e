// Everything a statement can fail with. Each has a `code`, a SQLSTATE, so that whoever knows PostgreSQL's codes needs to
// know nothing about this driver.
import type { OwnerInfo } from "../directory/ownerFile.ts"

/** An error of the engine: the fields of PostgreSQL's ErrorResponse, named as `pg` names them. */
export class PgliteError extends Error {
  override readonly name: string = "PgliteError"
  /** The five characters of SQLSTATE. */
  readonly code: string
  declare readonly severity?: string
  declare readonly detail?: string
  declare readonly hint?: string
  /** The character of the statement at which it is wrong, from 1. */
  declare readonly position?: string
  declare readonly where?: string
  declare readonly schema?: string
  declare readonly table?: string
  declare readonly column?: string
  declare readonly dataType?: string
  declare readonly constraint?: string
  declare readonly routine?: string

  constructor(code: string, message: string, fields: Omit<Partial<PgliteError>, keyof Error | "code"> = {}) {
    super(message)
    this.code = code
    Object.assign(this, fields)
  }
}

/**
 * The engine was stopped, or crashed, while the statement or the commit was under way: it may have happened. Look before
 * you do it again. SQLSTATE 08007.
 */
export class UnknownOutcome extends PgliteError {
  override readonly name = "UnknownOutcome"

  constructor(reason: string) {
    super("08007", `Whether it was done is not known: ${reason}`)
  }
}

/** The engine was stopped, or crashed, before the statement could have done anything that lasts. SQLSTATE 08006. */
export class EngineRestarted extends PgliteError {
  override readonly name = "EngineRestarted"

  constructor(reason: string) {
    super("08006", `Nothing was done: ${reason}`)
  }
}

/** The engine cannot be started at the moment, or was closed. SQLSTATE 57P03. */
export class EngineUnavailable extends PgliteError {
  override readonly name = "EngineUnavailable"

  constructor(reason: string) {
    super("57P03", reason)
  }
}

/** The statement ran for too long and was stopped; its transaction is rolled back. SQLSTATE 57014. */
export class StatementTimedOut extends PgliteError {
  override readonly name = "StatementTimedOut"

  constructor(timeoutMs: number) {
    super("57014", `The statement ran for more than ${timeoutMs} ms and was stopped; its transaction is rolled back.`)
  }
}

/** Another transaction was open for too long, perhaps the caller's own. Nothing was done. SQLSTATE 55P03. */
export class WaitedTooLong extends PgliteError {
  override readonly name = "WaitedTooLong"

  constructor(afterMs: number) {
    super(
      "55P03",
      `Nothing was done: another transaction was open for ${afterMs} ms. If it is the caller's own, this belongs inside of it.`
    )
  }
}

/** Another process, or another part of this one, has the directory open. SQLSTATE 55006. */
export class DirectoryInUse extends PgliteError {
  override readonly name = "DirectoryInUse"
  /** Its owner, where that is known. */
  declare readonly owner?: OwnerInfo

  constructor(directory: string, owner?: OwnerInfo) {
    super("55006", `"${directory}" is open ${whereOf(owner)}. One at a time can have it.`)
    if (owner !== undefined) this.owner = owner
  }
}

const whereOf = (owner: OwnerInfo | undefined): string => {
  if (owner === undefined) return "in another process, or was opened here already"
  return owner.pid === process.pid
    ? "in this process already"
    : `in process ${owner.pid} (${owner.command}, since ${owner.since})`
}
