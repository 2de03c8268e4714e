import { Context, Effect, Layer } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { decoded } from "../../database/decoded.ts"
import { type RecordOf, records } from "../../database/records.ts"
import { bigint, boolean, instant, integer, text, timestamptz, uuid } from "../../database/SqlType.ts"
import { type ParametersOf, statement } from "../../database/statement.ts"
import { RunEvent, type RunEventKind } from "../../model/RunEvent.ts"

/** The room of an event beside its text, so that a million empty ones are not free. */
export const EVENT_BYTES_LEAST = 64

/** Every statement about what runs say. */
export class RunEventRepository extends Context.Service<RunEventRepository>()("@genie/store/RunEventRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      /**
       * Keeps what a run said, while its fence is the newest. An event numbered no higher than one that is kept is there
       * already. The lock makes an end wait for it: once a run is seen to have ended, nothing more of it comes.
       */
      append: Effect.fn("RunEventRepository.append")((report: RunReport) => db.one(append(report))),

      /**
       * The output of a run after this event, and whether it may say more. Both are of one instant: when it may not, what
       * is not here will never be.
       */
      after: Effect.fn("RunEventRepository.after")(function* (run: string, seq: number, limit: number) {
        const rows = yield* db.all(after({ run, seq, limit }))
        const events = yield* decodeEvents(rows.filter((row) => row.seq !== null))
        return { events, isLive: rows[0]!.isLive }
      }),

      /** Forgets what was said so many days ago, up to the limit, and answers how much it was. */
      prune: Effect.fn("RunEventRepository.prune")((days: number, limit: number) => db.affected(prune({ days, limit })))
    }
  })
}) {
  static readonly layer: Layer.Layer<RunEventRepository, never, Db> = Layer.effect(this, this.make)
}

const decodeEvents = decoded(RunEvent)

const newEvents = records({
  seq: integer,
  /** Never later than the database's now, which is what it is when it is not said. */
  at: instant.optional,
  kind: text.as<RunEventKind>(),
  text
})

/** Something a run said, as its worker reports it. */
export interface NewRunEvent extends RecordOf<typeof newEvents> {}

const append = statement("RunEventRepository.append", {
  parameters: {
    worker: uuid,
    run: uuid,
    fence: bigint,
    events: newEvents,
    /** How much is kept of all that the run says. */
    bytesMax: bigint,
    /** Takes the place of the first event that is too much, as a note. */
    cutNote: text
  },
  row: { isHeld: boolean, isFull: boolean },
  sql: ({ bytesMax, cutNote, events, fence, run, worker }) => sql`
    with held as materialized (
      select run_id
      from genie.live_runs
      where run_id = ${run}
        and fence = ${fence}
        and worker_id = ${worker}
      for key share
    ),
    kept as materialized (
      select
        coalesce(sum(octet_length(text) + ${sql.lit(EVENT_BYTES_LEAST)}), 0) as bytes,
        coalesce(max(seq), 0) as seq,
        coalesce(bool_or(kind = 'note' and text = ${cutNote}), false) as is_full
      from genie.run_events
      where run_id = ${run}
    ),
    input as materialized (
      select
        input.*,
        octet_length(text) + ${sql.lit(EVENT_BYTES_LEAST)} as bytes,
        kept.bytes + sum(octet_length(text) + ${sql.lit(EVENT_BYTES_LEAST)}) over (order by input.seq) as total
      from ${newEvents.rows(events)}
      cross join kept
      where input.seq > kept.seq
        and not kept.is_full
    ),
    inserted as (
      insert into genie.run_events (run_id, seq, at, kind, text)
      select
        run_id, seq, least(coalesce(at, genie.now()), genie.now()),
        case when total <= ${bytesMax} then kind else 'note' end,
        case when total <= ${bytesMax} then text else ${cutNote} end
      from input
      cross join held
      where total - bytes <= ${bytesMax}
      on conflict (run_id, seq) do nothing
    )
    select
      exists (select from held) as is_held,
      is_full or exists (select from input where total > ${bytesMax}) as is_full
    from kept`
})

/** The output of a run, and how much of it is kept. */
export interface RunReport extends ParametersOf<typeof append> {}

const after = statement("RunEventRepository.after", {
  parameters: { run: uuid.or(text), seq: integer, limit: bigint },
  row: {
    isLive: boolean,
    run: text,
    seq: integer.nullable,
    at: timestamptz.nullable,
    kind: text.nullable,
    text: text.nullable
  },
  sql: ({ limit, run, seq }) => sql`
    select
      exists (select from genie.live_runs where run_id = ${run}) as is_live,
      cast(${run} as text) as run, seq, at, kind, text
    from (values (1)) as always
    left join lateral (
      select seq, at, kind, text
      from genie.run_events
      where run_id = ${run}
        and seq > ${seq}
      order by seq
      limit ${sql.lit(limit)}
    ) as events on true
    order by seq`
})

const prune = statement("RunEventRepository.prune", {
  parameters: { days: integer, limit: bigint },
  sql: ({ days, limit }) => sql`
    delete from genie.run_events
    where ctid = any(array(
      select ctid
      from genie.run_events
      where at < genie.now() - make_interval(days => ${days}::int)
      limit ${sql.lit(limit)}
      for update skip locked
    ))`
})
