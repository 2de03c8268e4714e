// The first opening of a database gives it its name, its key, its first organization and that organization's log, in
// one transaction. Every later opening only checks that this host has the key.
import { AuditLogRepository } from "@genie/store/audit"
import { Db } from "@genie/store/database"
import { uuidv7 } from "@genie/store/model"
import { Effect, Option } from "effect"
import { AuditKey } from "./AuditKey.ts"
import { emptyHead } from "./sealPending.ts"

/** This database and its key, founded if need be. */
export const foundInstance = Effect.gen(function* () {
  const db = yield* Db
  const repository = yield* AuditLogRepository
  const keys = yield* AuditKey

  if (Option.isNone(yield* repository.instance())) {
    const root = yield* keys.forNewDatabase
    const instance = { id: uuidv7(), keyId: root.keyId, organizationId: uuidv7() }
    yield* db.transaction(
      Effect.gen(function* () {
        // Whoever loses this race waits for the winner here, and then makes nothing.
        if ((yield* repository.found(instance)) === 0) return
        const log = { log: uuidv7(), organization: instance.organizationId, project: null }
        yield* repository.insertLog({ ...log, mac: emptyHead({ instance, root }, log) })
      })
    )
  }

  const instance = Option.getOrThrow(yield* repository.instance())
  return { instance, root: yield* keys.forDatabase(instance.keyId) }
})
