// What happens at the end of a transaction that recorded something. The ends of its logs are locked after everything
// else and in the order of their ids, so two transactions never wait for each other here; the lock is held for one
// more statement and the commit.
import type { AuditInstance, AuditLogRepository, LockedHead, SealedEntry, SealedHead } from "@genie/store/audit"
import type { SqlError } from "@genie/store/database"
import { uuidv7 } from "@genie/store/model"
import { Effect, Option } from "effect"
import type { AuditBody } from "../seal/AuditBody.ts"
import type { AuditRootKey } from "../seal/AuditRootKey.ts"
import { auditEventId } from "../seal/auditEventId.ts"
import { canonicalBytesMax, canonicalDepthMax, canonicalJson } from "../seal/canonicalJson.ts"
import { noDetailsCommit } from "../seal/detailsCommit.ts"
import { type Micros, microsText, nextMicros } from "../seal/Micros.ts"
import { type End, sealEntry, sealHead } from "../seal/seal.ts"
import { AuditLogBroken } from "./AuditLogBroken.ts"
import type { PendingEntry } from "./PendingEntry.ts"
import { pendingLogCreated } from "./pendingLogCreated.ts"

/** How many entries one statement writes. A longer transaction takes several: its arrays stay of a sane size. */
const ENTRIES_PER_STATEMENT = 1000

/** What sealing needs to know. */
export interface Sealer {
  readonly instance: AuditInstance
  readonly root: AuditRootKey
  readonly repository: AuditLogRepository["Service"]
  /** Committed logs by project, `null` being the system log. They are never deleted. */
  readonly known: Map<string | null, string>
}

/** An entry as it was written, and what it was made from. */
export interface Sealed {
  readonly entry: SealedEntry
  readonly pending: PendingEntry
}

/** Seals the entries and answers them as they were written, each with what it was made from. */
export const sealPending = Effect.fn("Audit.seal")(function* (sealer: Sealer, pending: ReadonlyArray<PendingEntry>) {
  const { repository } = sealer
  const located = yield* locate(sealer, pending)
  if (located.length === 0) return []
  const heads = yield* repository.lockHeads([...new Set(located.map(({ log }) => log))])
  const ends = new Map(heads.map((head) => [head.log, endOf(sealer, head)]))
  // Later than the entry before it also when that is in another log: the feed tells a transaction in its own order.
  let latest: Micros | null = null
  const sealed = located.map(({ entry, log }): Sealed => {
    const end = ends.get(log)
    if (end === undefined) throw new AuditLogBroken(log, "its end is missing")
    latest = nextMicros(nextMicros(end.nowMicros, end.lastMicros), latest)
    return { entry: link(sealer, end, entry, latest), pending: entry }
  })
  const newHeads = heads.map(({ log }) => headOf(sealer, ends.get(log)!))

  for (let at = 0; at < sealed.length; at += ENTRIES_PER_STATEMENT) {
    const isLast = at + ENTRIES_PER_STATEMENT >= sealed.length
    const entries = sealed.slice(at, at + ENTRIES_PER_STATEMENT).map(({ entry }) => entry)
    yield* repository.append(entries, isLast ? newHeads : [])
  }
  return sealed
})

/** Finds the log of each entry, and makes the logs of projects that have none: an entry of the system log says so. */
const locate = Effect.fnUntraced(function* (sealer: Sealer, pending: ReadonlyArray<PendingEntry>) {
  const { instance, known, repository } = sealer
  const found = new Map<string | null, string>()
  const logOf = (project: string | null) => found.get(project) ?? known.get(project)
  // In a fixed order: two transactions that make several logs do not wait for each other.
  const unknown = [...new Set(pending.map(({ project }) => project))]
    .filter((project) => project !== null && logOf(project) === undefined)
    .sort() as ReadonlyArray<string>
  const created: Array<PendingEntry> = []

  for (const { log, project } of unknown.length === 0 ? [] : yield* repository.logsOf(unknown)) found.set(project, log)
  for (const project of unknown.filter((project) => logOf(project) === undefined)) {
    const made = yield* makeLog(sealer, project)
    found.set(project, made.log)
    const cause = pending.find((entry) => entry.project === project)!
    if (made.isNew) created.push(pendingLogCreated(cause, made.log, project))
  }

  const entries = [...created, ...pending.filter(({ isEvent }) => isEvent)]
  if (entries.some(({ project }) => project === null) && logOf(null) === undefined) {
    found.set(null, yield* systemLog(repository, instance.organizationId))
  }
  return entries.map((entry) => ({ entry, log: logOf(entry.project)! }))
})

const makeLog = Effect.fnUntraced(function* (sealer: Sealer, project: string) {
  const { repository } = sealer
  const organization = yield* repository.organizationOf(project)
  if (Option.isNone(organization)) {
    return yield* Effect.die(new Error(`There is no project "${project}" to record an event of.`))
  }
  const log = { log: uuidv7(), organization: organization.value, project }
  if ((yield* repository.insertLog({ ...log, mac: emptyHead(sealer, log) })) > 0) return { log: log.log, isNew: true }

  // Somebody else was making it, and has committed by now.
  const [found] = yield* repository.logsOf([project])
  return found === undefined
    ? yield* Effect.die(new AuditLogBroken(project, "its end is missing"))
    : { log: found.log, isNew: false }
})

const systemLog = (repository: AuditLogRepository["Service"], organization: string): Effect.Effect<string, SqlError> =>
  Effect.flatMap(repository.systemLog(organization), (log) =>
    Option.isSome(log)
      ? Effect.succeed(log.value)
      : Effect.die(new AuditLogBroken(organization, "the system log is missing"))
  )

/** The seal of a log that has no entries yet. */
export const emptyHead = (
  { instance, root }: Pick<Sealer, "instance" | "root">,
  { log, organization, project }: Pick<End, "log" | "organization" | "project">
): string =>
  sealHead(root.forLog(instance.id, log), {
    instance: instance.id,
    log,
    organization,
    project,
    size: 0,
    last: null,
    lastMicros: null
  })

/** The end of a log while entries are added to it. */
interface OpenEnd extends End {
  readonly nowMicros: number
  size: number
  last: string | null
  lastMicros: number | null
}

/** Continuing an end that somebody wrote by hand would make it genuine, so it is refused. */
const endOf = ({ instance, root }: Sealer, { mac, ...head }: LockedHead): OpenEnd => {
  const end = { ...head, instance: instance.id }
  if (sealHead(root.forLog(instance.id, head.log), end) !== mac) {
    throw new AuditLogBroken(head.log, "its end was changed by hand")
  }
  return end
}

const headOf = ({ instance, root }: Sealer, end: OpenEnd): SealedHead => ({
  log: end.log,
  size: end.size,
  last: end.last,
  lastTs: end.lastMicros === null ? null : microsText(end.lastMicros),
  mac: sealHead(root.forLog(instance.id, end.log), end)
})

/** The next entry of a log. */
const link = ({ instance, root }: Sealer, end: OpenEnd, entry: PendingEntry, micros: Micros): SealedEntry => {
  const body = {
    v: 1,
    instance: instance.id,
    log: end.log,
    seq: end.size + 1,
    id: auditEventId(micros),
    ts: microsText(micros),
    actor: { kind: entry.actor.kind, handle: entry.actor.handle },
    action: entry.action,
    target: { type: entry.target.type, id: entry.target.id },
    outcome: entry.outcome,
    request_id: entry.requestId,
    key_id: root.keyId,
    details_commit: entry.details?.commit ?? noDetailsCommit,
    ...(entry.batch === undefined ? {} : { batch: entry.batch })
  } satisfies AuditBody
  const text = canonicalJson(body, { depthMax: canonicalDepthMax.body, bytesMax: canonicalBytesMax.body })
  const place = { instance: instance.id, log: end.log, seq: body.seq, previous: end.last }
  const rowHmac = sealEntry(root.forLog(instance.id, end.log), place, text)

  end.size = body.seq
  end.last = rowHmac
  end.lastMicros = micros
  return {
    log: body.log,
    seq: body.seq,
    id: body.id,
    ts: body.ts,
    actorKind: body.actor.kind,
    actorHandle: body.actor.handle,
    action: body.action,
    targetType: body.target.type,
    targetId: body.target.id,
    outcome: body.outcome,
    requestId: body.request_id,
    keyId: body.key_id,
    detailsCommit: body.details_commit,
    body: text,
    rowHmac,
    prevRowHmac: place.previous,
    salt: entry.details?.salt ?? null,
    details: entry.details?.text ?? null
  }
}
