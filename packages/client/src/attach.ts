import { AuditLog } from "@genie/audit/contract"
import { connect } from "@genie/operation/connect"
import { Runs, Schedules, Workers } from "@genie/scheduler/contract"
import { Effect, Layer } from "effect"
import { Api } from "./contract/Api.ts"
import { System } from "./contract/System.ts"
import { httpClientTo, originOf, type Target } from "./httpClientTo.ts"

/** Every service of Genie. */
export type Services = Schedules | Runs | Workers | AuditLog | System

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
        Layer.effect(Schedules, connect(Api, "schedules", client, origin)),
        Layer.effect(Runs, connect(Api, "runs", client, origin)),
        Layer.effect(Workers, connect(Api, "workers", client, origin)),
        Layer.effect(AuditLog, connect(Api, "audit", client, origin)),
        Layer.effect(System, connect(Api, "system", client, origin))
      )
    })
  )
