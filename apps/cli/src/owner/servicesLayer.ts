import { attach } from "@genie/client/effect"
import { Effect, Layer } from "effect"
import { callerLayer } from "./callerLayer.ts"
import { chosenDatabase } from "./chosenDatabase.ts"
import { chosenDirectory } from "./chosenDirectory.ts"
import { chosenSocket } from "./chosenSocket.ts"
import { findOwner } from "./findOwner.ts"
import { NotRunning } from "./NotRunning.ts"
import { socketOf } from "./socketOf.ts"

/**
 * Every service, from whoever has the database: the worker that started this command, the owner of the data directory,
 * started when there is none, or this very process when a PostgreSQL was named.
 */
export const servicesLayer = Layer.unwrap(
  Effect.gen(function* () {
    const socketPath = yield* chosenSocket
    if (socketPath !== undefined) return Layer.merge(attach({ socketPath }), callerLayer)
    const database = yield* chosenDatabase
    const services =
      database === undefined
        ? attach({ socketPath: yield* findOwner(chosenDirectory()) })
        : (yield* Effect.promise(() => import("./inProcess.ts"))).inProcess(database)
    return Layer.merge(services, callerLayer)
  })
)

/** The same for who only looks: nothing is started for them. */
export const runningServicesLayer = Layer.unwrap(
  Effect.gen(function* () {
    if ((yield* chosenSocket) !== undefined || (yield* chosenDatabase) !== undefined) return servicesLayer
    const directory = chosenDirectory()
    const socketPath = yield* socketOf(directory)
    if (socketPath === undefined) return yield* new NotRunning({ directory: directory.path })
    return Layer.merge(attach({ socketPath }), callerLayer)
  })
)
