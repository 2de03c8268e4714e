// The embedded engine has no processes beside its session, so nobody checkpoints and nobody vacuums: its log grew to 2 GB, a
// queue kept a million dead rows, and the start after a kill took ten seconds. The worker does it itself, while nothing else
// is to be done; and between two statements when it must.

import type { MaintenanceError, MaintenanceHealth } from "../driver/PgliteHealth.ts"
import { chooseUpkeep, type TableStatistics, type Upkeep } from "../maintenance/chooseUpkeep.ts"
import { type MaintenanceLimits, maintenanceLimits } from "../maintenance/MaintenanceLimits.ts"
import { WAL_SEGMENT_BYTES, walPosition } from "../maintenance/walPosition.ts"

/** The one session of the engine. */
export interface Postgres {
  /** Runs statements and gives the rows of the last as text. A refusal of PostgreSQL is thrown with its SQLSTATE as `code`. */
  exec(sql: string): ReadonlyArray<Readonly<Record<string, string | null>>>
}

/** Everything that maintenance is made with. */
export interface MaintenanceOptions {
  readonly postgres: Postgres
  /** Name of the file of the write-ahead log that was written last, as the file system saw it. Undefined: none yet. */
  readonly walSegment: () => string | undefined
  /** Milliseconds that never go back, to measure steps and wait for the next. */
  readonly clock: () => number
  /** Milliseconds since 1970, to say when a step was taken. */
  readonly date: () => number
  readonly limits?: Partial<MaintenanceLimits>
}

/**
 * Checkpoints, vacuums and statistics of an embedded database, one short step at a time.
 *
 * A step that PostgreSQL refuses is remembered for `health` and tried again later. Whatever else is thrown means that the
 * engine has stopped, and goes through.
 */
export class Maintenance {
  readonly #postgres: Postgres
  readonly #walSegment: () => string | undefined
  readonly #clock: () => number
  readonly #date: () => number
  readonly #limits: MaintenanceLimits

  /** When there was nothing else to do, the last time. */
  #idleAt: number
  /** Nothing is done before: the rest of the time belongs to others. */
  #restsUntil: number
  /** Whether anything may have changed since the tables were looked at, and when they may be looked at again. */
  #isTouched = true
  #looksAt: number
  /** How much log there was since the last checkpoint at that time. */
  #wal = 0

  /** The file of the log that is being written, where in the log it begins, and where that was at the last checkpoint. */
  #segment: string | undefined
  #position = 0
  #checkpointPosition = 0
  #checkpointAt: number

  #checkpointMs: number | undefined
  #vacuum: MaintenanceHealth["vacuum"]
  #error: MaintenanceError | undefined
  /** Tables of which nobody knows what happened to them before the engine was opened. */
  #forgotten: Set<number> | undefined
  /** Those of them whose size is not what it was when the planner's statistics were made. */
  readonly #stale = new Set<number>()
  /** When a step may be taken again that was taken, or failed, lately. */
  readonly #notBefore = new Map<string, number>()

  constructor({ clock, date, limits, postgres, walSegment }: MaintenanceOptions) {
    this.#postgres = postgres
    this.#walSegment = walSegment
    this.#clock = clock
    this.#date = date
    this.#limits = { ...maintenanceLimits, ...limits }
    const now = clock()
    this.#idleAt = now
    this.#looksAt = now
    this.#checkpointAt = now
    this.#restsUntil = now + this.#limits.settleMs
  }

  /**
   * To be called after every statement. It asks the engine nothing, unless a checkpoint cannot wait any longer, or there was
   * no idle moment for so long that a step is taken now.
   */
  afterStatement({ isInTransaction }: { readonly isInTransaction: boolean }): void {
    this.#isTouched = true
    const { busyMs, walForcedBytes, walInTransactionBytes } = this.#limits
    if (this.#walSeen() >= (isInTransaction ? walInTransactionBytes : walForcedBytes)) this.#checkpointNow()
    else if (!isInTransaction && this.#clock() - this.#idleAt >= busyMs) this.#turn(this.#clock() - this.#idleAt)
  }

  /**
   * To be called when there is nothing to do and no transaction is open: takes one step at most. Returns after how many
   * milliseconds it wants to be called again, should there still be nothing to do; undefined when that would be in vain.
   */
  idle(): number | undefined {
    this.#turn(Number.POSITIVE_INFINITY)
    const now = this.#clock()
    this.#idleAt = now
    const looksAt = this.#isTouched ? this.#looksAt : Number.POSITIVE_INFINITY
    const wakesAt = Math.max(Math.min(looksAt, this.#checkpointsAt(now)), this.#restsUntil)
    return wakesAt === Number.POSITIVE_INFINITY ? undefined : Math.max(0, wakesAt - now)
  }

  /** How the database is. To be asked while no transaction is open. */
  health(): MaintenanceHealth {
    this.#flushCounters()
    const [database] = this.#postgres.exec(DATABASE)
    const tables = this.#postgres
      .exec(ROWS)
      .map(({ dead, live, table }) => ({ table: table ?? "", liveTuples: Number(live), deadTuples: Number(dead) }))
    const [worst] = tables.filter(({ deadTuples }) => deadTuples > 0).sort((a, b) => b.deadTuples - a.deadTuples)
    return {
      databaseBytes: Number(database?.bytes),
      walBytes: Number(database?.wal),
      walSinceCheckpointBytes: Number(database?.since),
      checkpoint: { at: Number(database?.checkpoint), ms: this.#checkpointMs },
      vacuum: this.#vacuum,
      liveTuples: tables.reduce((sum, { liveTuples }) => sum + liveTuples, 0),
      deadTuples: tables.reduce((sum, { deadTuples }) => sum + deadTuples, 0),
      worstTable: worst,
      oldestTransactionAge: Number(database?.age),
      maintenanceError: this.#error
    }
  }

  /** Takes the step that is due, if there is one, then rests for the others' share of the time. */
  #turn(gapMs: number): void {
    const began = this.#clock()
    if (began < this.#restsUntil) return
    const step = this.#asked("look", () => this.#due(began, gapMs))
    if (step === "checkpoint") this.#checkpoint()
    else if (step !== undefined) this.#keepUp(step)
    this.#restAfter(began)
  }

  /** @param gapMs How long an idle moment was waited for: infinite in one. The longer, the longer a step may take. */
  #due(now: number, gapMs: number): Upkeep | "checkpoint" | undefined {
    const { lookEveryMs, patience, walRoomBytes } = this.#limits
    const isPossible = (step: string, expectedMs: number) =>
      expectedMs * patience <= gapMs && (this.#notBefore.get(step) ?? now) <= now
    const isCheckpointPossible = isPossible("checkpoint", CHECKPOINT_MS)

    if (this.#isTouched && now >= this.#looksAt) {
      const [log] = this.#postgres.exec(WAL)
      this.#wal = Number(log?.since)
      for (const [step, at] of this.#notBefore) if (at <= now) this.#notBefore.delete(step)
      const tables = this.#look()
      const upkeep = chooseUpkeep(tables, this.#limits, (one) => isPossible(nameOf(one), one.expectedMs))
      if (upkeep !== undefined) {
        const isRoomLeft = this.#wal < WAL_SEGMENT_BYTES || this.#wal + upkeep.expectedWalBytes <= walRoomBytes
        return isRoomLeft || !isCheckpointPossible ? upkeep : "checkpoint"
      }
      // Work that has to wait is looked for again, even if nothing else happens.
      this.#isTouched = chooseUpkeep(tables, this.#limits) !== undefined
      this.#looksAt = now + lookEveryMs
    }
    return this.#checkpointsAt(now) <= now && isCheckpointPossible ? "checkpoint" : undefined
  }

  /** When the next checkpoint is due, should nothing else be written until then. */
  #checkpointsAt(now: number): number {
    if (this.#wal <= NOTHING_BYTES) return Number.POSITIVE_INFINITY
    const { checkpointEveryMs, walBytes } = this.#limits
    const dueAt = this.#wal >= walBytes ? now : this.#checkpointAt + checkpointEveryMs
    return Math.max(dueAt, this.#notBefore.get("checkpoint") ?? dueAt)
  }

  #keepUp(upkeep: Upkeep): void {
    const { oid, step, table } = upkeep
    const began = this.#clock()
    if (!this.#attempt(nameOf(upkeep), `${STATEMENTS[step]} ${table}`)) return
    this.#notBefore.set(nameOf(upkeep), this.#clock() + AGAIN_MS[step])
    if (step === "analyze") {
      this.#stale.delete(oid)
    } else {
      this.#forgotten?.delete(oid)
      this.#vacuum = { table, at: this.#date(), ms: this.#clock() - began }
    }
  }

  #checkpoint(): void {
    const began = this.#clock()
    if (!this.#attempt("checkpoint", "checkpoint")) return
    this.#checkpointAt = this.#clock()
    this.#checkpointMs = this.#checkpointAt - began
    this.#walSeen()
    this.#checkpointPosition = this.#position
    this.#wal = 0
  }

  /** Whatever the share of the time: a log without end is worse than a pause. */
  #checkpointNow(): void {
    const began = this.#clock()
    if ((this.#notBefore.get("checkpoint") ?? began) > began) return
    this.#checkpoint()
    this.#restAfter(began)
  }

  #attempt(name: string, sql: string): boolean {
    this.#notBefore.delete(name)
    return this.#asked(name, () => this.#postgres.exec(sql)) !== undefined
  }

  /** The engine's answer; undefined when PostgreSQL refuses, which is remembered and tried again later. */
  #asked<A>(name: string, ask: () => A): A | undefined {
    try {
      return ask()
    } catch (error) {
      const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
      if (typeof code !== "string") throw error
      const again = this.#clock() + this.#limits.retryMs
      this.#notBefore.set(name, again)
      if (name === "look") this.#looksAt = again
      // In a transaction that has failed already nothing can be done, and nothing is wrong with that.
      if (code !== FAILED_TRANSACTION) {
        this.#error = { step: name, at: this.#date(), code, message: String(message) }
      }
      return undefined
    }
  }

  #restAfter(began: number): void {
    const ended = this.#clock()
    this.#restsUntil = Math.max(this.#restsUntil, ended + (ended - began) * (1 / this.#limits.share - 1))
  }

  /** Since the last checkpoint, in whole files, without asking the engine. */
  #walSeen(): number {
    const segment = this.#walSegment()
    if (segment !== this.#segment && segment !== undefined) {
      this.#position = walPosition(segment)
      if (this.#segment === undefined) this.#checkpointPosition = this.#position
      this.#segment = segment
    }
    return this.#position - this.#checkpointPosition
  }

  /** The tables to which something may have to be done. */
  #look(): ReadonlyArray<TableStatistics> {
    const { changedBase, deadBase, freezeAge, insertedBase } = this.#limits
    this.#flushCounters()
    this.#forgotten ??= this.#remember()
    const forgotten = this.#forgotten
    const rows = this.#postgres.exec(`${TABLES} and (
      pg_stat_get_dead_tuples(c.oid) >= ${deadBase}
      or pg_stat_get_ins_since_vacuum(c.oid) >= ${insertedBase}
      or pg_stat_get_mod_since_analyze(c.oid) >= ${changedBase}
      or age(c.relfrozenxid) >= ${freezeAge}
      or mxid_age(c.relminmxid) >= ${freezeAge}
      or c.oid = any('{${[...forgotten, ...this.#stale]}}'::oid[]))`)
    return rows.map((row) => {
      const oid = Number(row.oid)
      return {
        oid,
        table: row.table ?? "",
        rows: Number(row.rows),
        pages: Number(row.pages),
        visiblePages: Number(row.visible_pages),
        dead: Number(row.dead),
        inserted: Number(row.inserted),
        changed: row.is_analyzable === "t" ? Number(row.changed) : 0,
        isForgotten: forgotten.has(oid),
        isStale: this.#stale.has(oid),
        age: Number(row.age)
      }
    })
  }

  /** The engine forgets its counters when it ends. Sizes are left, then and now. */
  #remember(): Set<number> {
    const forgotten = new Set<number>()
    for (const row of this.#postgres.exec(TABLES)) {
      const [oid, pages, knownPages] = [Number(row.oid), Number(row.pages), Number(row.known_pages)]
      if (pages < this.#limits.forgottenPages) continue
      forgotten.add(oid)
      if (row.is_analyzable === "t" && Math.abs(pages - knownPages) > knownPages / 5) this.#stale.add(oid)
    }
    return forgotten
  }

  /** The session's counts are told at the end of this statement, for the next to read. */
  #flushCounters(): void {
    this.#postgres.exec("select pg_stat_force_next_flush()")
  }
}

const nameOf = ({ step, table }: Upkeep): string => `${step} ${table}`

/**
 * One table at a time, so that no step is longer than it must be: the rows that are stored beside a table are a table of
 * their own. With the engine's whole cache instead of 2 MB of it, which would be synced to the disk again and again.
 */
const STATEMENTS: Readonly<Record<Upkeep["step"], string>> = {
  vacuum: "vacuum (process_toast false, buffer_usage_limit 0)",
  freeze: "vacuum (freeze, process_toast false, buffer_usage_limit 0)",
  analyze: "analyze"
}

/**
 * A hot table would be looked after again and again, for the whole share of the time. In a queue that is worked on at full speed
 * the next claim walks past every dead row: two seconds of them made it half as fast. Statistics are made anew less often:
 * every prepared statement is planned anew with them.
 */
const AGAIN_MS: Readonly<Record<Upkeep["step"], number>> = { vacuum: 500, freeze: 2_000, analyze: 30_000 }

const WAL = "select pg_current_wal_insert_lsn() - redo_lsn as since from pg_control_checkpoint()"

/**
 * To ask for the size of all tables takes 5 to 25 ms, so it is done once; later there is a condition. The planner keeps no
 * statistics of what is stored beside a table, nor of its own.
 */
const TABLES = `
  select c.oid,
    format('%I.%I', n.nspname, c.relname) as table,
    greatest(c.reltuples, pg_stat_get_live_tuples(c.oid), 0)::bigint as rows,
    pg_relation_size(c.oid) / 8192 as pages,
    c.relpages as known_pages,
    c.relallvisible as visible_pages,
    pg_stat_get_dead_tuples(c.oid) as dead,
    pg_stat_get_ins_since_vacuum(c.oid) as inserted,
    pg_stat_get_mod_since_analyze(c.oid) as changed,
    greatest(age(c.relfrozenxid), mxid_age(c.relminmxid)) as age,
    c.relkind <> 't' and c.oid <> 'pg_statistic'::regclass as is_analyzable
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'm', 't')`

const ROWS = `
  select format('%I.%I', n.nspname, c.relname) as table,
    greatest(c.reltuples, pg_stat_get_live_tuples(c.oid), 0)::bigint as live,
    pg_stat_get_dead_tuples(c.oid) as dead
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'm')
    and n.nspname not in ('pg_catalog', 'information_schema')`

const DATABASE = `
  select pg_database_size(current_database()) as bytes,
    (select sum(size) from pg_ls_waldir()) as wal,
    pg_current_wal_insert_lsn() - redo_lsn as since,
    (extract(epoch from checkpoint_time) * 1000)::bigint as checkpoint,
    (select max(greatest(age(datfrozenxid), mxid_age(datminmxid))) from pg_database) as age
  from pg_control_checkpoint()`

/** A checkpoint writes a little log itself. Every change after it writes more, as its page goes into the log as a whole. */
const NOTHING_BYTES = 1_024

/** Time that a checkpoint takes after 64 MB of log. */
const CHECKPOINT_MS = 100

/** SQLSTATE of whatever is asked for after an error, before the rollback. */
const FAILED_TRANSACTION = "25P02"
