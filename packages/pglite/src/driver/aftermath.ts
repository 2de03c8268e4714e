import type { Pending } from "./Pending.ts"

/** Everything known of the statements that an engine had, or was to have, when it died. */
export interface Aftermath {
  /** It never reached them: they are sent to the next one. */
  readonly untouched: ReadonlyArray<Pending>
  /** The others, and whether what they did may have lasted. */
  readonly lost: ReadonlyArray<{ readonly pending: Pending; readonly mayBeDone: boolean }>
  /** Connections whose open transaction is still to begin. */
  readonly notBegun: ReadonlySet<object>
}

/**
 * @param all Every statement that nobody has answered, in the order of their ids.
 * @param begun The id of the last one that the engine has begun.
 */
export const aftermathOf = (all: ReadonlyArray<Pending>, begun: number): Aftermath => {
  const untouched: Array<Pending> = []
  const lost: Array<Aftermath["lost"][number]> = []
  const notBegun = new Set<object>()
  const mayBeDone = inCommitted(all.filter(({ id }) => id <= begun))
  for (const pending of all) {
    const { id, role, session } = pending
    const hasBegun = id <= begun
    if (role === "begin" && !hasBegun) notBegun.add(session)
    // Unless it belongs to a transaction that the engine did begin.
    if (!hasBegun && (role === "alone" || notBegun.has(session))) untouched.push(pending)
    else lost.push({ pending, mayBeDone: mayBeDone.has(pending) })
    if (role === "commit" || role === "rollback") notBegun.delete(session)
  }
  return { untouched, lost, notBegun }
}

/** Begun statements that may have lasted: writes of their own, and all of a transaction with its commit. */
const inCommitted = (begun: ReadonlyArray<Pending>): ReadonlySet<Pending> => {
  const mayBeDone = new Set<Pending>()
  const committing = new Set<object>()
  for (const pending of begun.toReversed()) {
    const { role, session, statement } = pending
    if (role === "commit") committing.add(session)
    if (role === "alone" ? !statement.isRead : committing.has(session)) mayBeDone.add(pending)
    if (role === "begin") committing.delete(session)
  }
  return mayBeDone
}
