import { InvalidInput } from "@genie/operation"
import {
  AuditCheckRepository,
  AuditEventRepository,
  Db,
  layerAuditRepositories,
  Notifications,
  orUnavailable,
  type SqlError,
  toUnavailable
} from "@genie/store/effect"
import { isUuid, PAGE_LIMIT_DEFAULT } from "@genie/store/model"
import { Effect, Layer, Option, Stream } from "effect"
import { AuditLog } from "../contract/AuditGroup.ts"
import { AuditEventNotFound, type AuditKeyMismatch, type AuditKeyUnusable } from "../contract/refusals.ts"
import { makeFeed } from "../feed/Feed.ts"
import type { AuditKey } from "./AuditKey.ts"
import { foundInstance } from "./foundInstance.ts"
import { verify } from "./verify.ts"

/** The audit log, read and verified over an open database. */
export const AuditLogLive: Layer.Layer<AuditLog, AuditKeyMismatch | AuditKeyUnusable | SqlError, Db | AuditKey> =
  Layer.effect(
    AuditLog,
    Effect.gen(function* () {
      const db = yield* Db
      const { instance, root } = yield* foundInstance
      const repository = yield* AuditEventRepository
      const stored = yield* AuditCheckRepository
      const feed = yield* makeFeed(instance.id)

      return AuditLog.of({
        verify: Effect.fn("AuditLog.verify")(
          (input) => verify({ instance, root }, input),
          Effect.provideService(Db, db),
          Effect.provideService(AuditCheckRepository, stored),
          orUnavailable
        ),

        list: Effect.fn("AuditLog.list")(function* ({ cursor, limit = PAGE_LIMIT_DEFAULT, ...filter }) {
          if (cursor !== undefined && !isUuid(cursor)) {
            return yield* new InvalidInput({
              field: "cursor",
              reason: "This is no cursor of this list. Start without one."
            })
          }
          const items = yield* repository.list({ ...filter, before: cursor, limit: limit + 1 })
          const page = items.slice(0, limit)
          return { items: page, next: items.length > limit ? page.at(-1)!.id : null }
        }, orUnavailable),

        show: Effect.fn("AuditLog.show")(function* ({ event }) {
          const found = isUuid(event) ? yield* repository.find(event) : Option.none()
          return Option.isSome(found) ? found.value : yield* new AuditEventNotFound({ event })
        }, orUnavailable),

        position: Effect.fn("AuditLog.position")(
          () => Effect.map(feed.position, (cursor) => ({ cursor })),
          orUnavailable
        ),

        feed: Effect.fn("AuditLog.feed")(function* ({ after }) {
          const items = yield* feed.follow(after ?? (yield* feed.position))
          return Stream.catchTag(items, "SqlError", (error) => Stream.fromEffect(toUnavailable(error)))
        }, orUnavailable)
      })
    })
  ).pipe(Layer.provide([layerAuditRepositories, Notifications.layer]))
