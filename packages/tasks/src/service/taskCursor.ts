// Where a page of tasks ended, as text that only we read. It says the place itself, not which task was last: that one
// may have become more urgent meanwhile, and a page that began after it would leave out those it has passed.
import { InvalidInput } from "@genie/operation"
import { NOT_A_CURSOR, Priority, type Task, TaskOrder } from "@genie/store/model"
import type { MostUrgentFirst, TaskPlace } from "@genie/store/tasks"
import { Effect, Schema } from "effect"

/** After this place, in a list of this order. */
export const orderCursor = (order: TaskOrder, { at, id }: TaskPlace): string => encoded([order, at, id])

/** After this task, in a list of the most urgent first. */
export const urgentCursor = ({ id, priority }: Task): string => encoded([priority, id])

/** The place a cursor of this order says. */
export const orderAfter = (
  order: TaskOrder,
  cursor: string | undefined
): Effect.Effect<TaskPlace | undefined, InvalidInput> =>
  Effect.flatMap(read(decodeOrdered, cursor), (place) =>
    place === undefined || (place[0] === order && isPlaceOf[order].test(String(place[1])))
      ? Effect.succeed(place && { at: place[1], id: place[2] })
      : Effect.fail(notGiven)
  )

const micros = /^-?\d{1,17}$/

/** How a place looks in each order. */
const isPlaceOf: Readonly<Record<TaskOrder, RegExp>> = {
  newest: /^\d{1,15}$/,
  oldest: /^\d{1,15}$/,
  urgent: new RegExp(`^(${Priority.literals.join("|")})$`),
  due: /^(-?\d{1,17}|null)$/,
  changed: micros,
  closed: micros
}

/** The place a cursor of the most urgent first says. */
export const urgentAfter = (cursor: string | undefined): Effect.Effect<MostUrgentFirst | undefined, InvalidInput> =>
  Effect.map(read(decodeUrgent, cursor), (place) => place && { priority: place[0], id: place[1] })

const encoded = (place: ReadonlyArray<unknown>) => Buffer.from(JSON.stringify(place)).toString("base64url")

const Id = Schema.String.check(Schema.isPattern(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/))

const decodeOrdered = Schema.decodeUnknownEffect(
  Schema.fromJsonString(Schema.Tuple([TaskOrder, Schema.NullOr(Schema.String), Id]))
)
const decodeUrgent = Schema.decodeUnknownEffect(Schema.fromJsonString(Schema.Tuple([Priority, Id])))

const read = <A, E>(
  decode: (text: unknown) => Effect.Effect<A, E>,
  cursor: string | undefined
): Effect.Effect<A | undefined, InvalidInput> =>
  cursor === undefined
    ? Effect.succeed(undefined)
    : Effect.mapError(decode(Buffer.from(cursor, "base64url").toString()), () => notGiven)

const notGiven = new InvalidInput({ field: "cursor", reason: NOT_A_CURSOR })
