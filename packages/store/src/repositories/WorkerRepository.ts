import { Effect, Option, Schema } from "effect"
import { type RawBuilder, sql } from "kysely"
import { Db } from "../database/Db.ts"
import { Worker } from "../model/Worker.ts"

/** A worker that is not heard of for this long is shown as silent. Three renewals that did not come. */
export const SILENT_AFTER_SECONDS = 60

/** A process that says it will claim runs. */
export interface NewWorker {
  readonly id: string
  readonly organizationId: string
  readonly name: string
  readonly host: string
  readonly bootId: string
  readonly pid: number
  readonly processStartedAt: string
  readonly queues: ReadonlyArray<string>
  readonly slots: number
  readonly version: string
}

/** A worker as its own host can check on it. */
export interface WorkerProcess {
  readonly id: string
  readonly pid: number
  readonly processStartedAt: string
}

const decode = Schema.decodeUnknownEffect(Schema.toCodecJson(Schema.Array(Worker)))

/** Every statement about workers. */
export const makeWorkerRepository = Effect.gen(function* () {
  const db = yield* Db
  const workers = (query: RawBuilder<unknown>) =>
    Effect.flatMap(
      db.all(() => query),
      (rows) => Effect.orDie(decode(rows))
    )

  return {
    insert: Effect.fn("WorkerRepository.insert")((worker: NewWorker) =>
      db.affected((db) => db.insertInto("workers").values({ ...worker, queues: [...worker.queues] }))
    ),

    /** The queues of a worker that is there. */
    queuesOf: Effect.fn("WorkerRepository.queuesOf")((id: string) =>
      db.maybeOne((db) => db.selectFrom("workers").select("queues").where("id", "=", id).where("goneAt", "is", null))
    ),

    /** It was heard of. Answers 0 for one that is gone: it registers again. */
    touch: Effect.fn("WorkerRepository.touch")((id: string) =>
      db.affected((db) =>
        db.updateTable("workers").set({ lastSeenAt: sql`genie.now()` }).where("id", "=", id).where("goneAt", "is", null)
      )
    ),

    /** Those that were heard of later than now, by a clock that has been put back since, were heard of now. */
    seenNow: db.affected(
      () => sql`
        update genie.workers
        set last_seen_at = genie.now()
        where gone_at is null
          and last_seen_at > genie.now()`
    ),

    /** It left, or is dead. What it holds is lost from now on. Answers 0 for one that was gone already. */
    markGone: Effect.fn("WorkerRepository.markGone")((id: string) =>
      db.affected((db) =>
        db.updateTable("workers").set({ goneAt: sql`genie.now()` }).where("id", "=", id).where("goneAt", "is", null)
      )
    ),

    /** The workers of one boot of one host: the only ones whose death that host can prove. */
    listOnHost: Effect.fn("WorkerRepository.listOnHost")((host: string, bootId: string) =>
      db.all<WorkerProcess>((db) =>
        db
          .selectFrom("workers")
          .select(["id", "pid", "processStartedAt"])
          .where("host", "=", host)
          .where("bootId", "=", bootId)
          .where("goneAt", "is", null)
      )
    ),

    find: Effect.fn("WorkerRepository.find")((organizationId: string, id: string) =>
      Effect.map(
        workers(sql`select ${columns} from genie.workers where organization_id = ${organizationId} and id = ${id}`),
        (found) => Option.fromUndefinedOr(found[0])
      )
    ),

    /** Those that are there, newest first. */
    list: Effect.fn("WorkerRepository.list")((organizationId: string, before: string | undefined, limit: number) =>
      workers(sql`
        select ${columns}
        from genie.workers
        where organization_id = ${organizationId}
          and gone_at is null
          ${before === undefined ? sql`` : sql`and id < ${before}`}
        order by id desc
        limit ${limit}`)
    )
  }
})

const columns = sql`
  id, name, host, pid, queues, slots, version, registered_at, last_seen_at,
  (select count(*) from genie.live_runs where worker_id = workers.id and state <> 'queued') as busy,
  case
    when gone_at is not null then 'gone'
    when last_seen_at < genie.now() - ${sql.lit(SILENT_AFTER_SECONDS)} * interval '1 second' then 'silent'
    when is_draining then 'draining'
    else 'online'
  end as state`
