// What happens at the end of a transaction that recorded something. The ends of its logs are locked after everything
// else and in the order of their ids, so two transactions never wait for each other here; the lock is held for one
// more statement and the commit.
import type { AuditInstance, AuditRepository, LockedHead, SealedEntry, SealedHead, SqlError } from "@genie/store/effect"
import { uuidv7 } from "@genie/store/model"
import { Effect, Option } from "effect"
import type { AuditBody } from "../seal/AuditBody.ts"
import type { AuditRootKey } from "../seal/AuditRootKey.ts"
import { auditEventId } from "../seal/auditEventId.ts"
import { canonicalBytesMax, canonicalDepthMax, canonicalJson } from "../seal/canonicalJson.ts"
import { noDetailsCommit } from "../seal/detailsCommit.ts"
import { microsText, nextMicros } from "../seal/Micros.ts"
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
  readonly repository: AuditRepository
  /** Logs by project, `null` being the system log: only what was read, and corrected when it turns out stale. */
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
  if (pending.length === 0) return []
  let located = yield* locate(sealer, pending)
  let heads = yield* repository.lockHeads(logsOf(located))
  if (heads.length < logsOf(located).length) {
    // A log that was remembered is not there: the transaction that made it was rolled back.
    sealer.known.clear()
    located = yield* locate(sealer, pending)
    heads = yield* repository.lockHeads(logsOf(located))
  }

  const ends = new Map(heads.map((head) => [head.log, endOf(sealer, head)]))
  const sealed = located.map(({ entry, log }): Sealed => {
    const end = ends.get(log)
    if (end === undefined) throw new AuditLogBroken(log, "its end is missing")
    return { entry: link(sealer, end, entry), pending: entry }
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
  const projects = new Set(pending.flatMap(({ project }) => (project === null ? [] : [project])))
  const unknown = [...projects].filter((project) => !known.has(project))
  const created: Array<PendingEntry> = []

  for (const { log, project } of unknown.length === 0 ? [] : yield* repository.logsOf(unknown)) known.set(project, log)
  for (const project of unknown.filter((project) => !known.has(project))) {
    const organization = yield* repository.organizationOf(project)
    if (Option.isNone(organization)) {
      return yield* Effect.die(new Error(`There is no project "${project}" to record an event of.`))
    }
    const log = { log: uuidv7(), organization: organization.value, project }
    const isMade = (yield* repository.insertLog({ ...log, mac: emptyHead(sealer, log) })) > 0
    // Whoever else was making it has committed by now.
    const [found] = isMade ? [log] : yield* repository.logsOf([project])
    if (found === undefined) throw new AuditLogBroken(project, "its log cannot be made")
    known.set(project, found.log)
    const cause = pending.find((entry) => entry.project === project)!
    if (isMade) created.push(pendingLogCreated(cause, found.log, project))
  }

  const entries = [...created, ...pending.filter(({ isEvent }) => isEvent)]
  if (entries.some(({ project }) => project === null) && !known.has(null)) {
    known.set(null, yield* systemLog(repository, instance.organizationId))
  }
  return entries.map((entry) => ({ entry, log: known.get(entry.project)! }))
})

const logsOf = (located: ReadonlyArray<{ readonly log: string }>) => [...new Set(located.map(({ log }) => log))]

const systemLog = (repository: AuditRepository, organization: string): Effect.Effect<string, SqlError> =>
  Effect.flatMap(repository.systemLog(organization), (log) =>
    log._tag === "Some"
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
const link = ({ instance, root }: Sealer, end: OpenEnd, entry: PendingEntry): SealedEntry => {
  const micros = nextMicros(end.nowMicros, end.lastMicros)
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
