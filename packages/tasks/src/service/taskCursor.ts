// Where a page of tasks ended, as text that only we read. It says the place itself, not which task was last: that one
// may have become more urgent meanwhile, and a page that began after it would leave out those it has passed.
import { InvalidInput } from "@genie/operation"
import type { MostUrgentFirst, NewestFirst } from "@genie/store/effect"
import { Priority, type Task } from "@genie/store/model"
import { Effect, Schema } from "effect"

/** After this task, in a list of the newest first. */
export const newestCursor = ({ id, key }: Task): string => encoded([Number(key.slice(key.lastIndexOf("-") + 1)), id])

/** After this task, in a list of the most urgent first. */
export const urgentCursor = ({ id, priority }: Task): string => encoded([priority, id])

/** The place a cursor of the newest first says. */
export const newestAfter = (cursor: string | undefined): Effect.Effect<NewestFirst | undefined, InvalidInput> =>
  Effect.map(read(decodeNewest, cursor), (place) => place && { number: place[0], id: place[1] })

/** The place a cursor of the most urgent first says. */
export const urgentAfter = (cursor: string | undefined): Effect.Effect<MostUrgentFirst | undefined, InvalidInput> =>
  Effect.map(read(decodeUrgent, cursor), (place) => place && { priority: place[0], id: place[1] })

const encoded = (place: ReadonlyArray<unknown>) => Buffer.from(JSON.stringify(place)).toString("base64url")

const Id = Schema.String.check(Schema.isPattern(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/))
const TaskNumber = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }))

const decodeNewest = Schema.decodeUnknownEffect(Schema.fromJsonString(Schema.Tuple([TaskNumber, Id])))
const decodeUrgent = Schema.decodeUnknownEffect(Schema.fromJsonString(Schema.Tuple([Priority, Id])))

const read = <A, E>(
  decode: (text: unknown) => Effect.Effect<A, E>,
  cursor: string | undefined
): Effect.Effect<A | undefined, InvalidInput> =>
  cursor === undefined
    ? Effect.succeed(undefined)
    : Effect.mapError(
        decode(Buffer.from(cursor, "base64url").toString()),
        () => new InvalidInput({ field: "cursor", reason: "is not a cursor this list gave" })
      )
