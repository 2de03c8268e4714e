import { Effect, Schema } from "effect"
import { sql } from "kysely"
import { Db } from "../database/Db.ts"
import { RunEvent, type RunEventKind } from "../model/RunEvent.ts"

/** Something a run said, as its worker reports it. */
export interface NewRunEvent {
  readonly seq: number
  /** Never later than the database's now, which is what it is when it is not said. */
  readonly at?: Date
  readonly kind: RunEventKind
  readonly text: string
}

/** Whose words they are, and how much of them is kept. */
export interface RunReport {
  readonly worker: string
  readonly run: string
  readonly fence: number
  readonly events: ReadonlyArray<NewRunEvent>
  /** Of all that the run says. */
  readonly bytesMax: number
  /** Takes the place of the first event that is too much, as a note. */
  readonly cutNote: string
}

/** What an event takes beside its text, so that a million empty ones are not free. */
export const EVENT_BYTES_LEAST = 64

const decode = Schema.decodeUnknownEffect(Schema.toCodecJson(Schema.Array(RunEvent)))

/** Every statement about what runs say. */
export const makeRunEventRepository = Effect.gen(function* () {
  const db = yield* Db

  return {
    /**
     * Keeps what a run said, while its fence is the newest. An event numbered no higher than one that is kept is there
     * already. The lock makes an end wait for it: once a run is seen to have ended, nothing more of it comes.
     */
    append: Effect.fn("RunEventRepository.append")(({ bytesMax, cutNote, events, fence, run, worker }: RunReport) =>
      db.one<{ readonly isHeld: boolean; readonly isFull: boolean }>(
        () => sql`
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
              from json_to_recordset(cast(${JSON.stringify(events)} as json))
                as input(seq integer, at timestamptz, kind text, text text)
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
      )
    ),

    /**
     * What a run said after this event, and whether it may say more. Both are of one instant: when it may not, what
     * is not here will never be.
     */
    after: Effect.fn("RunEventRepository.after")((run: string, seq: number, limit: number) =>
      Effect.gen(function* () {
        const rows = yield* db.all<{ readonly isLive: boolean; readonly seq: number | null }>(
          () => sql`
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
        )
        const events = yield* Effect.orDie(decode(rows.filter((row) => row.seq !== null)))
        return { events, isLive: rows[0]!.isLive }
      })
    ),

    /** Forgets what was said so many days ago, up to the limit, and answers how much it was. */
    prune: Effect.fn("RunEventRepository.prune")((days: number, limit: number) =>
      db.affected(
        () => sql`
          delete from genie.run_events
          where ctid = any(array(
            select ctid
            from genie.run_events
            where at < genie.now() - make_interval(days => ${days}::int)
            limit ${sql.lit(limit)}
            for update skip locked
          ))`
      )
    )
  }
})
