import { AuditLog } from "@genie/audit/contract"
import { Actors, Projects } from "@genie/identity/contract"
import { connect } from "@genie/operation/connect"
import { Runs, Schedules, Workers } from "@genie/scheduler/contract"
import { Boards, Tasks } from "@genie/tasks/contract"
import { Effect, Layer } from "effect"
import type { HttpClient } from "effect/http/HttpClient"
import { Api } from "./contract/Api.ts"
import { System } from "./contract/System.ts"
import { httpClientTo, originOf, type Target } from "./httpClientTo.ts"
import { unlessSilent } from "./unlessSilent.ts"

/** Every service of Genie. */
export type Services = Projects | Boards | Tasks | Actors | Schedules | Runs | Workers | AuditLog | System

/**
 * Every service of Genie, done by whoever serves it there.
 *
 * Code written against the services does not know that they are far away. The other side is not asked anything before
 * the first operation.
 */
export const attach = (target: Target): Layer.Layer<Services> =>
  Layer.unwrap(
    Effect.map(httpClientTo(target), (client) => {
      const origin = originOf(target)
      return Layer.mergeAll(
        Layer.effect(Projects, watched("projects", client, origin, connect(Api, "projects", client, origin))),
        Layer.effect(Boards, watched("boards", client, origin, connect(Api, "boards", client, origin))),
        Layer.effect(Tasks, watched("tasks", client, origin, connect(Api, "tasks", client, origin))),
        Layer.effect(Actors, watched("actors", client, origin, connect(Api, "actors", client, origin))),
        Layer.effect(Schedules, watched("schedules", client, origin, connect(Api, "schedules", client, origin))),
        Layer.effect(Runs, watched("runs", client, origin, connect(Api, "runs", client, origin))),
        Layer.effect(Workers, watched("workers", client, origin, connect(Api, "workers", client, origin))),
        Layer.effect(AuditLog, watched("audit", client, origin, connect(Api, "audit", client, origin))),
        Layer.effect(System, watched("system", client, origin, connect(Api, "system", client, origin)))
      )
    })
  )

/** The operations of a group, none of which waits for ever for somebody who hangs. */
const watched = <Operations extends object>(
  group: keyof typeof Api.groups,
  client: HttpClient,
  origin: string,
  connecting: Effect.Effect<Operations>
): Effect.Effect<Operations> =>
  Effect.map(connecting, (operations) => {
    const methods = Object.entries(Api.groups[group].endpoints).map(([name, { method }]) => {
      const call = Reflect.get(operations, name) as Method
      const watch = unlessSilent({ client, origin, operation: `${group}.${name}`, isRead: method === "GET" })
      return [name, (input: object) => watch(call(input))]
    })
    return Object.fromEntries(methods) as Operations
  })

type Method = (input: object) => Effect.Effect<unknown, unknown, unknown>
