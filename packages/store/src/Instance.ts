import { Context, Effect, Layer } from "effect"
import { sql } from "kysely"
import { Db } from "./database/Db.ts"
import type { SqlError } from "./database/SqlError.ts"

/** This database, and the organization and log of those who name none. */
export class Instance extends Context.Service<
  Instance,
  {
    readonly id: string
    readonly organizationId: string
    /** The log of what belongs to no project. */
    readonly systemLogId: string
    /** The audit key that seals the logs. */
    readonly keyId: string
  }
>()("@genie/store/Instance") {
  /** Reads who the database is. It must have been founded, which the audit log does when it is first opened: provide that below. */
  static readonly layer: Layer.Layer<Instance, SqlError, Db> = Layer.effect(
    Instance,
    Effect.gen(function* () {
      const db = yield* Db
      return yield* db.one(
        () => sql<Instance["Service"]>`
          select i.id, i.key_id, o.id as organization_id, l.id as system_log_id
          from genie.instances i
          join genie.organizations o on o.name = 'default'
          join genie.audit_logs l on l.organization_id = o.id and l.project_id is null`
      )
    })
  )
}
