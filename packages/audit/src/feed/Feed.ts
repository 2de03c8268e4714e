// What happens, for whoever follows it: the audit logs themselves, so nothing that was committed can be missing. Within
// a log entries come in order and without a gap; a log is locked until its entry is committed, so no lower number can
// appear after a higher one was read.
import { InvalidInput } from "@genie/operation"
import { AuditCheckRepository, AuditEventRepository, type FeedRow } from "@genie/store/audit"
import { Notifications, type SqlError } from "@genie/store/database"
import { Effect, Option, Stream } from "effect"
import { FEED_START, type FeedItem } from "../contract/AuditGroup.ts"
import { CursorGone } from "../contract/refusals.ts"
import { auditChannel } from "../service/announce.ts"
import { decodeCursor, encodeCursor, type Positions } from "./cursor.ts"

/** How many entries are read at once. They are held in memory. */
export const FEED_PAGE_LIMIT = 200

/** How long a reader waits before it looks for itself: a hint may be lost. */
export const FEED_POLL_MS = 2000

/** Some entries and the cursor after the last of them. */
export interface FeedPage {
  readonly items: ReadonlyArray<FeedItem>
  readonly cursor: string
}

type Refused = CursorGone | InvalidInput | SqlError

/** The feed of this database. */
export const makeFeed = Effect.fnUntraced(function* (instance: string) {
  const repository = yield* AuditEventRepository
  const stored = yield* AuditCheckRepository
  const notifications = yield* Notifications

  const positionsOf = (cursor: string): Effect.Effect<Positions, InvalidInput> => {
    if (cursor === FEED_START) return Effect.succeed(new Map())
    const positions = decodeCursor(instance, cursor)
    return positions === undefined
      ? Effect.fail(
          new InvalidInput({ field: "after", reason: "This is no cursor of this database. Start without one." })
        )
      : Effect.succeed(positions)
  }

  const read = Effect.fnUntraced(function* (positions: Positions, limit: number) {
    const next = advance(instance, positions, yield* repository.after(positionList(positions), limit))
    if (next.gone.length === 0) return next
    const restart = new Map(positions)
    for (const { log, position, size } of next.gone) {
      const kept = yield* stored.placeAfter(log, BigInt(position))
      restart.set(log, Option.match(kept, { onNone: () => size, onSome: (seq) => Number(seq) - 1 }))
    }
    return yield* new CursorGone({ restart: encodeCursor(instance, restart) })
  })

  const isBehind = (positions: Positions) =>
    Effect.map(
      repository.after(
        [...positions].map(([log, seq]) => ({ log, seq })),
        1
      ),
      (rows) => rows.length > 0
    )

  /** Waits for a hint, or for as long as one may have been lost; not at all when something came before the wait. */
  const somethingNew = (positions: Positions) =>
    notifications.waitFor(
      auditChannel,
      () => true,
      Effect.map(isBehind(positions), (isBehind) => (isBehind ? 0 : FEED_POLL_MS))
    )

  return {
    /** The cursor after everything that has been committed. */
    position: Effect.map(repository.positions(), (logs) =>
      encodeCursor(instance, new Map(logs.map(({ log, seq }) => [log, seq])))
    ),

    /** The entries after the cursor, at once. */
    page: (cursor: string, limit: number = FEED_PAGE_LIMIT): Effect.Effect<FeedPage, Refused> =>
      Effect.map(
        Effect.flatMap(positionsOf(cursor), (positions) => read(positions, limit)),
        ({ items, positions }) => ({
          items,
          cursor: encodeCursor(instance, positions)
        })
      ),

    /** The entries after the cursor, and every later one as it is committed. Does not end. */
    follow: (cursor: string): Effect.Effect<Stream.Stream<FeedItem, CursorGone | SqlError>, Refused> =>
      Effect.gen(function* () {
        const first = yield* read(yield* positionsOf(cursor), FEED_PAGE_LIMIT)
        const later = Stream.paginate(first.positions, (positions) =>
          Effect.gen(function* () {
            yield* somethingNew(positions)
            const next = yield* read(positions, FEED_PAGE_LIMIT)
            return [next.items, Option.some(next.positions)] as const
          })
        )
        return Stream.concat(Stream.fromIterable(first.items), later)
      })
  }
})

/** Each entry with the cursor after it, and the logs of which an entry that has to come is not there. */
const advance = (instance: string, from: Positions, rows: ReadonlyArray<FeedRow>) => {
  const positions = new Map(from)
  const gone = new Map<string, FeedRow>()
  const items: Array<FeedItem> = []
  for (const row of rows) {
    if (row.event === null || row.event.seq !== (positions.get(row.log) ?? 0) + 1) gone.set(row.log, row)
    if (gone.has(row.log) || row.event === null) continue
    positions.set(row.log, row.event.seq)
    items.push({ id: encodeCursor(instance, positions), event: "audit", data: row.event })
  }
  return { items, positions, gone: [...gone.values()] }
}

const positionList = (positions: Positions) => [...positions].map(([log, seq]) => ({ log, seq }))
