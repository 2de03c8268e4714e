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
        Layer.effect(Schedules, whenAsked("schedules", connect(Api, "schedules", client, origin))),
        Layer.effect(Runs, whenAsked("runs", connect(Api, "runs", client, origin))),
        Layer.effect(Workers, whenAsked("workers", connect(Api, "workers", client, origin))),
        Layer.effect(AuditLog, whenAsked("audit", connect(Api, "audit", client, origin))),
        Layer.effect(System, whenAsked("system", connect(Api, "system", client, origin)))
      )
    })
  )

/**
 * A group whose client is made by its first operation. Making one compiles the schemas of all its operations, and a
 * command line asks one group once.
 */
const whenAsked = <Operations extends object>(
  group: keyof typeof Api.groups,
  connecting: Effect.Effect<Operations>
): Effect.Effect<Operations> =>
  Effect.map(Effect.cached(connecting), (connected) => {
    const methods = Object.keys(Api.groups[group].endpoints).map((operation) => [
      operation,
      (input: object) =>
        Effect.flatMap(connected, (operations) => (Reflect.get(operations, operation) as Method)(input))
    ])
    return Object.fromEntries(methods) as Operations
  })

type Method = (input: object) => Effect.Effect<unknown, unknown, unknown>
