import { read } from "@genie/audit/effect"
import { InvalidInput } from "@genie/operation"
import { NOT_A_CURSOR, PAGE_LIMIT_DEFAULT, TaskLogEntry } from "@genie/store/model"
import { type TaskDeed, type TaskLogPlace, TaskLogRepository } from "@genie/store/tasks"
import { Effect, Schema } from "effect"
import { deedInWords } from "./deedInWords.ts"
import { makeFindTask } from "./makeFindTask.ts"
import type { TaskImplementations } from "./TaskImplementations.ts"

/** What happened to a task, in one list: moves, decisions, changes, runs and what was said. */
export const makeTaskLog = Effect.gen(function* () {
  const find = yield* makeFindTask
  const log = yield* TaskLogRepository

  const operations: Pick<TaskImplementations, "log"> = {
    log: read(function* ({ cursor, limit = PAGE_LIMIT_DEFAULT, task }) {
      const after = yield* placeOf(cursor)
      const found = yield* log.list(yield* find.idOf(task), after, limit + 1)
      return {
        items: found.slice(0, limit).map(entryOf),
        next: found.length > limit ? cursorOf(found[limit - 1]!) : null
      }
    })
  }
  return operations
})

const entryOf = (deed: TaskDeed): TaskLogEntry =>
  TaskLogEntry.make({
    id: deed.id,
    at: new Date(Number(deed.micros) / 1_000),
    actor: { handle: deed.handle, kind: deed.kind },
    comment: deed.comment,
    run: deed.run,
    ...deedInWords(deed.action, detailsOf(deed))
  })

const detailsOf = ({ details }: TaskDeed): Readonly<Record<string, unknown>> => {
  const said: unknown = details === null ? null : JSON.parse(details)
  return typeof said === "object" && said !== null ? (said as Record<string, unknown>) : {}
}

const cursorOf = ({ id, micros }: TaskDeed): string => Buffer.from(JSON.stringify([micros, id])).toString("base64url")

const Place = Schema.Tuple([
  Schema.String.check(Schema.isPattern(/^-?\d{1,17}$/)),
  Schema.String.check(Schema.isPattern(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(:begun|:ended)?$/))
])
const decodePlace = Schema.decodeUnknownEffect(Schema.fromJsonString(Place))

const placeOf = (cursor: string | undefined): Effect.Effect<TaskLogPlace | undefined, InvalidInput> =>
  cursor === undefined
    ? Effect.succeed(undefined)
    : decodePlace(Buffer.from(cursor, "base64url").toString()).pipe(
        Effect.map(([micros, id]) => ({ micros, id })),
        Effect.mapError(() => new InvalidInput({ field: "cursor", reason: NOT_A_CURSOR }))
      )
