import { Context, Effect, Layer, Option } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { decoded } from "../../database/decoded.ts"
import { now } from "../../database/now.ts"
import { bigint, integer, text, uuid } from "../../database/SqlType.ts"
import { type ParametersOf, type RowOf, statement } from "../../database/statement.ts"
import { when } from "../../database/when.ts"
import { Worker } from "../../model/Worker.ts"

/** A worker that is not heard of for this long is shown as silent. Three renewals that did not come. */
export const SILENT_AFTER_SECONDS = 60

/** Every statement about workers. */
export class WorkerRepository extends Context.Service<WorkerRepository>()("@genie/store/WorkerRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      insert: Effect.fn("WorkerRepository.insert")((worker: NewWorker) => db.affected(insert(worker))),

      /** The queues of a worker that is there. */
      queuesOf: Effect.fn("WorkerRepository.queuesOf")((id: string) => db.maybeOne(queuesOf({ id }))),

      /** It was heard of. Answers 0 for one that is gone: it registers again. */
      touch: Effect.fn("WorkerRepository.touch")((id: string) => db.affected(touch({ id }))),

      /** Those that were heard of later than now, by a clock that has been put back since, were heard of now. */
      seenNow: db.affected(seenNow({})),

      /** It left, or is dead. Its runs are lost from now on. Answers 0 for one that was gone already. */
      markGone: Effect.fn("WorkerRepository.markGone")((id: string) => db.affected(markGone({ id }))),

      /** The workers of one boot of one host: the only ones whose death that host can prove. */
      listOnHost: Effect.fn("WorkerRepository.listOnHost")((host: string, bootId: string) =>
        db.all(listOnHost({ host, bootId }))
      ),

      find: Effect.fn("WorkerRepository.find")((organizationId: string, id: string) =>
        Effect.map(Effect.flatMap(db.all(find({ organizationId, id })), decodeWorkers), (found) =>
          Option.fromUndefinedOr(found[0])
        )
      ),

      /** Those that are there, newest first. */
      list: Effect.fn("WorkerRepository.list")((organizationId: string, before: string | undefined, limit: number) =>
        Effect.flatMap(db.all(list({ organizationId, before, limit })), decodeWorkers)
      )
    }
  })
}) {
  static readonly layer: Layer.Layer<WorkerRepository, never, Db> = Layer.effect(this, this.make)
}

const decodeWorkers = decoded(Worker)

const insert = statement("WorkerRepository.insert", {
  parameters: {
    id: uuid,
    organizationId: uuid,
    name: text,
    host: text,
    bootId: text,
    pid: integer,
    processStartedAt: text,
    queues: text.list,
    slots: integer,
    version: text
  },
  query: (db, { queues, ...worker }) => db.insertInto("workers").values({ ...worker, queues: queues as Array<string> })
})

/** A process that says it will claim runs. */
export interface NewWorker extends ParametersOf<typeof insert> {}

const queuesOf = statement("WorkerRepository.queuesOf", {
  parameters: { id: uuid },
  query: (db, { id }) => db.selectFrom("workers").select("queues").where("id", "=", id).where("goneAt", "is", null)
})

const touch = statement("WorkerRepository.touch", {
  parameters: { id: uuid },
  query: (db, { id }) =>
    db.updateTable("workers").set({ lastSeenAt: now }).where("id", "=", id).where("goneAt", "is", null)
})

const seenNow = statement("WorkerRepository.seenNow", {
  parameters: {},
  query: (db) =>
    db.updateTable("workers").set({ lastSeenAt: now }).where("goneAt", "is", null).where("lastSeenAt", ">", now)
})

const markGone = statement("WorkerRepository.markGone", {
  parameters: { id: uuid },
  query: (db, { id }) => db.updateTable("workers").set({ goneAt: now }).where("id", "=", id).where("goneAt", "is", null)
})

const listOnHost = statement("WorkerRepository.listOnHost", {
  parameters: { host: text, bootId: text },
  query: (db, { bootId, host }) =>
    db
      .selectFrom("workers")
      .select(["id", "pid", "processStartedAt"])
      .where("host", "=", host)
      .where("bootId", "=", bootId)
      .where("goneAt", "is", null)
})

/** A worker as its own host can check on it. */
export interface WorkerProcess extends RowOf<typeof listOnHost> {}

const columns = sql`
  id, name, host, pid, queues, slots, version, registered_at, last_seen_at,
  (select count(*) from genie.live_runs where worker_id = workers.id and state <> 'queued') as busy,
  case
    when gone_at is not null then 'gone'
    when last_seen_at < genie.now() - ${sql.lit(SILENT_AFTER_SECONDS)} * interval '1 second' then 'silent'
    when is_draining then 'draining'
    else 'online'
  end as state`

const find = statement("WorkerRepository.find", {
  parameters: { organizationId: uuid, id: uuid },
  decodes: Worker,
  sql: ({ id, organizationId }) =>
    sql`select ${columns} from genie.workers where organization_id = ${organizationId} and id = ${id}`
})

const list = statement("WorkerRepository.list", {
  parameters: { organizationId: uuid, before: uuid.optional, limit: bigint },
  decodes: Worker,
  sql: ({ before, limit, organizationId }) => sql`
    select ${columns}
    from genie.workers
    where organization_id = ${organizationId}
      and gone_at is null
      ${when(before, (value) => sql`and id < ${value}`)}
    order by id desc
    limit ${limit}`
})
