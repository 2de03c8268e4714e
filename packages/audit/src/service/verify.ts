// Reads every log from its first entry to its end and says whether all of it is what was sealed. Memory holds two pages,
// whatever the length of a log: while one is hashed, the next is on its way. One snapshot serves the whole of it, so
// entries that are added meanwhile are no false alarm.

import { AuditCheckRepository, type AuditInstance, type StoredEntry, type StoredLog } from "@genie/store/audit"
import { Db, type SqlError, Transaction } from "@genie/store/database"
import { Effect, Fiber, Option } from "effect"
import { AuditLogNotFound } from "../contract/refusals.ts"
import { AuditFinding, type AuditFindingKind, VerifiedLog, VerifyReport } from "../contract/VerifyReport.ts"
import { LogCreated } from "../events/auditEvents.ts"
import type { AuditRootKey } from "../seal/AuditRootKey.ts"
import { checkEntry, type Expected } from "../seal/checkEntry.ts"
import { sealEntry, sealHead } from "../seal/seal.ts"

/** Entries per page: more are not faster, and each is up to 16 KiB. */
export const VERIFY_BATCH_SIZE = 1000

/** What to verify. */
export interface VerifyOptions {
  /** Only this log, by its id, or by its project's id or key. All of them, and that none is missing, when not said. */
  readonly log?: string | undefined
  readonly batchSize?: number | undefined
}

/**
 * Says of every log whether it is whole, and otherwise what is wrong with it and where that begins. Inside an open
 * transaction it judges what that one sees.
 */
export const verify = Effect.fn("Audit.verify")(function* (
  { instance, root }: { readonly instance: AuditInstance; readonly root: AuditRootKey },
  { batchSize = VERIFY_BATCH_SIZE, log: only }: VerifyOptions = {}
): Effect.fn.Return<VerifyReport, AuditLogNotFound | SqlError, Db | AuditCheckRepository> {
  const db = yield* Db
  const repository = yield* AuditCheckRepository
  const named = new Set<string>()

  const work = Effect.gen(function* () {
    const stored = yield* repository.storedLogs()
    const chosen = stored.filter(
      ({ log, project, projectKey }) =>
        only === undefined || log === only || project === only || projectKey === only.toUpperCase()
    )
    if (only !== undefined && chosen.length === 0) return yield* new AuditLogNotFound({ log: only })

    const verified: Array<VerifiedLog> = []
    for (const log of chosen) verified.push(yield* verifyLog({ instance, root, repository, batchSize, named }, log))
    return only === undefined ? [...verified, ...(yield* missingLogs(repository, stored, named))] : verified
  })
  const isInTransaction = Option.isSome(yield* Effect.serviceOption(Transaction))
  const logs = yield* isInTransaction ? work : db.transactionWith(snapshot)(work)

  return new VerifyReport({
    isWhole: logs.every(({ finding }) => finding === null),
    entries: logs.reduce((sum, { entries }) => sum + entries, 0),
    logs
  })
})

const snapshot = { isolation: "repeatable read", readOnly: true } as const

interface Verifier {
  readonly instance: AuditInstance
  readonly root: AuditRootKey
  readonly repository: AuditCheckRepository["Service"]
  readonly batchSize: number
  /** The logs that the system logs say were created. */
  readonly named: Set<string>
}

const verifyLog = Effect.fnUntraced(function* (verifier: Verifier, stored: StoredLog) {
  const { batchSize, instance, named, repository, root } = verifier
  const { log, project } = stored
  if (log === null) return whollyBad("no log", null, "inserted", "There are entries that are in no log.")

  const key = root.forLog(instance.id, log)
  const report = (entries: number, finding: AuditFinding | null) => new VerifiedLog({ log, project, entries, finding })
  let expected: Expected = { instance: instance.id, log, key, keyId: root.keyId, seq: 1, previous: null, lastTs: null }
  let page = yield* entriesAfter(repository, log, beforeAny, batchSize)

  while (page.length > 0) {
    const next = yield* Effect.forkChild(entriesAfter(repository, log, BigInt(page.at(-1)!.seq), batchSize))
    for (const entry of page) {
      const suspicion = checkEntry(expected, entry)
      if (suspicion !== undefined) {
        yield* Fiber.join(next)
        const { kind, reason } =
          suspicion.ifDisplaced !== undefined && (yield* isDisplaced(repository, expected, entry))
            ? suspicion.ifDisplaced
            : suspicion
        // A second entry in a place that was taken is itself the first bad one.
        const seq = Math.min(expected.seq, Math.max(1, Number(entry.seq)))
        return report(expected.seq - 1, new AuditFinding({ seq, kind, reason: `Entry ${seq} ${reason}.` }))
      }
      if (entry.action === LogCreated.tag && project === null) named.add(entry.targetId!)
      expected = { ...expected, seq: expected.seq + 1, previous: entry.rowHmac, lastTs: entry.ts }
    }
    page = yield* Fiber.join(next)
  }

  const entries = expected.seq - 1
  if (stored.rows !== entries) {
    const twice = Option.map(yield* repository.firstDuplicate(log), ({ seq }) => Number(seq))
    const seq = Option.getOrElse(twice, () => entries + 1)
    return report(entries, new AuditFinding({ seq, kind: "inserted", reason: `There is more than one entry ${seq}.` }))
  }
  return report(entries, checkEnd(verifier, stored, log, expected))
})

/** Keyset pages start below every number that somebody could have put into the column. */
const beforeAny = -(2n ** 63n)

const placeMax = 2n ** 63n - 1n

/** The next page. Where places are missing it starts after them. */
const entriesAfter = Effect.fnUntraced(function* (
  repository: AuditCheckRepository["Service"],
  log: string,
  after: bigint,
  size: number
) {
  const page = (after: bigint) => {
    const upTo = after + BigInt(size)
    return repository.entriesBetween(log, after, upTo > placeMax ? placeMax : upTo, size)
  }
  const entries = yield* page(after)
  if (entries.length > 0) return entries
  const next = yield* repository.placeAfter(log, after)
  return Option.isSome(next) ? yield* page(next.value - 1n) : []
})

/** Whether the entry that belongs in this place stands in another. */
const isDisplaced = (repository: AuditCheckRepository["Service"], expected: Expected, { seq }: StoredEntry) =>
  Effect.map(repository.successors(expected.log, expected.previous, seq), (rows) =>
    rows.some(({ body, rowHmac }) => body !== null && sealEntry(expected.key, expected, body) === rowHmac)
  )

/** The end of a log says how many entries there are and which is the last: here a cut tail comes to light. */
const checkEnd = ({ instance }: Verifier, stored: StoredLog, log: string, expected: Expected): AuditFinding | null => {
  const entries = expected.seq - 1
  const found = (seq: number, kind: AuditFindingKind, reason: string) => new AuditFinding({ seq, kind, reason })
  if (stored.organization === null)
    return found(0, "deleted", "The log itself was deleted, and what was in it was left behind.")
  if (stored.mac === null || stored.size === null)
    return found(entries + 1, "deleted", "The end of the log was deleted.")

  const { last, lastTs, organization, project, size } = stored
  const lastMicros = lastTs === null ? null : microsOf(lastTs)
  const isGenuine =
    Number.isSafeInteger(Number(size)) &&
    (last === null || /^[0-9a-f]{64}$/.test(last)) &&
    (lastMicros === null || Number.isSafeInteger(lastMicros)) &&
    sealHead(expected.key, {
      instance: instance.id,
      log,
      organization,
      project,
      size: Number(size),
      last,
      lastMicros
    }) === stored.mac

  if (!isGenuine && Number(size) === entries && last === expected.previous && lastTs === expected.lastTs) {
    return found(
      entries + 1,
      "truncated",
      `The end of the log was written by hand to be after entry ${entries}: later entries may be cut off, or the log was given to another project.`
    )
  }
  if (!isGenuine) return found(entries + 1, "modified", "The end of the log was changed by hand.")
  if (Number(size) > entries) {
    return found(
      entries + 1,
      "truncated",
      `Entry ${entries + 1} is missing: the log had ${size} entries, and ${entries} are left.`
    )
  }
  return Number(size) < entries || last !== expected.previous || lastTs !== expected.lastTs
    ? found(Number(size) + 1, "modified", `The end of the log was put back to an earlier one, after entry ${size}.`)
    : null
}

/** Logs of which nothing is left, as far as that can be told: every organization has one, and it names the others. */
const missingLogs = Effect.fnUntraced(function* (
  repository: AuditCheckRepository["Service"],
  stored: ReadonlyArray<StoredLog>,
  named: ReadonlySet<string>
) {
  const present = new Set(stored.map(({ log }) => log))
  const withSystemLog = new Set(stored.flatMap((log) => (log.project === null ? [log.organization] : [])))
  return [
    ...(yield* repository.organizations())
      .filter(({ id }) => !withSystemLog.has(id))
      .map(({ id, name }) =>
        whollyBad(`system log of ${id}`, null, "deleted", `The system log of organization "${name}" is gone.`)
      ),
    ...[...named]
      .filter((log) => !present.has(log))
      .map((log) => whollyBad(log, null, "deleted", "The system log says that this log was created, and it is gone."))
  ]
})

const whollyBad = (log: string, project: string | null, kind: AuditFindingKind, reason: string): VerifiedLog =>
  new VerifiedLog({ log, project, entries: 0, finding: new AuditFinding({ seq: 0, kind, reason }) })

/** NaN for what is no time of ours. */
const microsOf = (ts: string): number => {
  const digits = /^(.{19})\.(\d{6})Z$/.exec(ts)
  return digits === null ? Number.NaN : Date.parse(`${digits[1]}Z`) * 1000 + Number(digits[2])
}
