import { CurrentActor, CurrentCaller } from "@genie/operation"
import { Admission } from "@genie/operation/runner"
import { Db } from "@genie/store/database"
import { uuidv7 } from "@genie/store/model"
import { Effect, Layer } from "effect"
import { sql } from "kysely"
import { Audit } from "../src/service/Audit.ts"
import { AuditKey } from "../src/service/AuditKey.ts"

/** The secret of every test database. */
export const testKey = "GenieGenieGenieGenieGenieGenieGenieGenieGen="

/** Ana, who does everything here. */
export const ana = Layer.mergeAll(
  Admission.open,
  Layer.succeed(CurrentActor, { handle: "ana", kind: "human" }),
  Layer.succeed(CurrentCaller, { actor: { handle: "ana", kind: "human" }, via: "library" })
)

/** The log as services have it. */
export const auditLayer = Layer.mergeAll(Audit.layer.pipe(Layer.provideMerge(AuditKey.layer({ key: testKey }))), ana)

/** An event about a schedule. */
export const created = (name: string, log?: string) => ({
  action: "schedule.created",
  target: { type: "schedule", id: name },
  details: { name },
  ...(log === undefined ? {} : { log })
})

/** A project of the default organization. */
export const project = Effect.fnUntraced(function* (key: string) {
  const db = yield* Db
  const { instance } = yield* Audit
  const id = uuidv7()
  yield* db.affected(
    () => sql`
      insert into genie.projects (id, organization_id, key, name)
      values (${id}, ${instance.organizationId}, ${key}, ${key})`
  )
  return id
})

/** What is in a log, in order. */
export const bodies = (project: string | null) =>
  Effect.flatMap(Db, (db) =>
    Effect.map(
      db.all(
        () => sql<{ body: string }>`
          select e.body
          from genie.audit_events e
          join genie.audit_logs l on l.id = e.log_id
          where l.project_id is not distinct from ${project}
          order by e.seq`
      ),
      (rows) => rows.map(({ body }) => JSON.parse(body))
    )
  )
