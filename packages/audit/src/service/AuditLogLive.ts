import type { Admission } from "@genie/operation/runner"
import { AuditCheckRepository, AuditEventRepository, layerAuditRepositories } from "@genie/store/audit"
import { Db, Notifications, type SqlError, toUnavailable } from "@genie/store/database"
import { isUuid, PAGE_LIMIT_DEFAULT, pageOf } from "@genie/store/model"
import { Effect, Layer, Option, Stream } from "effect"
import { AuditGroup, AuditLog } from "../contract/AuditGroup.ts"
import { AuditEventNotFound, type AuditKeyMismatch, type AuditKeyUnusable } from "../contract/refusals.ts"
import { makeFeed } from "../feed/Feed.ts"
import { implement, read } from "../runner/implement.ts"
import type { Audit } from "./Audit.ts"
import type { AuditKey } from "./AuditKey.ts"
import { foundInstance } from "./foundInstance.ts"
import { verify } from "./verify.ts"

/** The audit log, read and verified over an open database. */
export const AuditLogLive: Layer.Layer<
  AuditLog,
  AuditKeyMismatch | AuditKeyUnusable | SqlError,
  Db | Audit | AuditKey | Admission
> = implement(
  AuditGroup,
  AuditLog,
  Effect.gen(function* () {
    const db = yield* Db
    const { instance, root } = yield* foundInstance
    const repository = yield* AuditEventRepository
    const stored = yield* AuditCheckRepository
    const feed = yield* makeFeed(instance.id)

    return {
      verify: read((input) =>
        verify({ instance, root }, input).pipe(
          Effect.provideService(Db, db),
          Effect.provideService(AuditCheckRepository, stored)
        )
      ),

      list: read(function* ({ cursor, limit = PAGE_LIMIT_DEFAULT, ...filter }) {
        return pageOf(yield* repository.list({ ...filter, before: cursor, limit: limit + 1 }), limit)
      }),

      show: read(function* ({ event }) {
        const found = isUuid(event) ? yield* repository.find(event) : Option.none()
        return Option.isSome(found) ? found.value : yield* new AuditEventNotFound({ event })
      }),

      position: read(() => Effect.map(feed.position, (cursor) => ({ cursor }))),

      feed: read(function* ({ after }) {
        const items = yield* feed.follow(after ?? (yield* feed.position))
        return Stream.catchTag(items, "SqlError", (error) => Stream.fromEffect(toUnavailable(error)))
      })
    }
  })
).pipe(Layer.provide([layerAuditRepositories, Notifications.layer]))
