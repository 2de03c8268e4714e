// A whole Genie in one process: the store, the services, the daemon, the worker and HTTP, in the order in which they
// need each other. They stop in the opposite order.
import { hostname } from "node:os"
import { Audit } from "@genie/audit/effect"
import { schema, version } from "@genie/client/api"
import { CurrentCaller } from "@genie/operation"
import { cancelHint, performCommand, runDaemon, startWorker } from "@genie/scheduler/effect"
import { Notifications, StoreLocation, type StoreOptions } from "@genie/store/database"
import { type DataDirectory, prepareDirectory } from "@genie/store/owner"
import { StatusRepository } from "@genie/store/scheduler"
import { runTasksDaemon } from "@genie/tasks/effect"
import { Context, Deferred, Duration, Effect, Fiber, Layer, Schedule } from "effect"
import { accessToken } from "./accessToken.ts"
import { genieServices } from "./genieServices.ts"
import { logFileLayer } from "./logs/logFileLayer.ts"
import { serveCommands } from "./serveCommands.ts"
import { prepareGenie, type Serving } from "./serveGenie.ts"
import type { Presence } from "./system/Presence.ts"

/** What is to run. */
export interface GenieOptions {
  /** `up` stays until somebody stops it. `background` leaves for `up`, for a program, and when nobody needs it. */
  readonly kind: "up" | "background"
  /** Holds the keys, the logs and, unless a PostgreSQL is named, the database. */
  readonly directory: DataDirectory
  /** The address of a PostgreSQL, instead of the embedded database. */
  readonly database?: string | undefined
  /** The audit key, instead of the one in the directory. */
  readonly auditKey?: string | undefined
  /** Port on loopback: 0 for any free one, `kept` for the one that stays with the directory. Absent: only the Unix socket. */
  readonly port?: number | "kept" | undefined
  /** Whether the commands of runs are executed here. */
  readonly allowShell: boolean
  /** How many commands at once. */
  readonly slots: number
  /** After how much quiet a background owner leaves. */
  readonly idleMs?: number | undefined
  /** Take a directory on a network file system: only when no other host ever opens it. */
  readonly allowNetwork?: boolean | undefined
  /** What the embedded database survives. Default: a power cut. */
  readonly durability?: StoreOptions["durability"] | undefined
  /** Ends when the process is asked to stop. */
  readonly untilStopped: Effect.Effect<void>
  /** Called once it answers. */
  readonly onReady?: (ready: Ready) => Effect.Effect<void>
}

/** What runs now. */
export interface Ready {
  readonly directory: DataDirectory
  /** Where the database is, safe to print. */
  readonly database: string
  readonly url: string | undefined
  /** The port that the page had until now. Absent unless somebody else has it. */
  readonly portBefore?: number
}

/** Runs Genie until it is stopped, makes room for somebody else, or is idle. Then it drains, and says why it did. */
export const runGenie = (options: GenieOptions) =>
  Effect.gen(function* () {
    const { directory, kind } = options
    const stopping = yield* Deferred.make<void>()
    let serving: Serving | undefined
    let listen: Presence["listen"] = Effect.succeed(null)
    const presence: Presence = {
      kind,
      startedAt: new Date(),
      isShellAllowed: options.allowShell,
      url: () => serving?.address()?.url ?? null,
      listen: Effect.suspend(() => listen),
      stop: Effect.as(Deferred.succeed(stopping, undefined), true)
    }

    // An embedded database prepares its directory by itself; beside a PostgreSQL it only holds keys and logs.
    if (options.database !== undefined)
      yield* prepareDirectory(directory, { allowNetwork: options.allowNetwork ?? false })
    const services = yield* Layer.build(genieServices(storeOf(options), presence))
    const { location, owner } = Context.get(services, StoreLocation)
    const token = yield* accessToken(directory.token)

    const ending = yield* Effect.gen(function* () {
      // While the engine, in its own thread, writes down the worker, this one makes ready to answer.
      const preparing = yield* Effect.forkScoped(prepareGenie({ token }))
      if (options.allowShell) yield* shellWorker(options)
      const serve = yield* Fiber.join(preparing)
      serving = yield* serve({
        // The directory is ours, and with it the place of the socket.
        ...(owner !== undefined && { socket: directory.socket }),
        ...(options.port !== undefined && { port: options.port }),
        portFile: directory.port
      })
      const { activity } = serving
      const { portBefore, url } = serving.address() ?? {}
      const announce = (url: string | undefined) =>
        owner === undefined
          ? Effect.void
          : owner.announce({ socket: directory.socket, ...(url !== undefined && { url }) })
      yield* announce(url)
      // What `owner.json` says is information: that it cannot be written keeps nobody from listening.
      listen = Effect.tap(serving.listen, ({ url }) => Effect.ignore(announce(url)))
      yield* Effect.logInfo("Genie is up", { kind, version, schema, database: location, url })
      if (options.onReady !== undefined)
        yield* options.onReady({ directory, database: location, url, ...(portBefore !== undefined && { portBefore }) })
      // Whoever waits for the owner waits for neither of them.
      yield* Effect.forkScoped(runDaemon)
      yield* Effect.forkScoped(runTasksDaemon)

      return yield* Effect.raceAllFirst([
        Effect.as(options.untilStopped, "asked to stop" as const),
        Effect.as(Deferred.await(stopping), "asked to stop" as const),
        Effect.as(owner?.leaving ?? Effect.never, "made room" as const),
        Effect.as(options.idleMs === undefined ? Effect.never : untilIdle(activity, options.idleMs), "idle" as const)
      ])
    }).pipe(Effect.scoped, Effect.provideContext(services))

    yield* Effect.logInfo("Genie stops", { because: ending })
    return ending
  }).pipe(
    Effect.scoped,
    Effect.provideService(CurrentCaller, { actor: { handle: "genie", kind: "system" }, via: "daemon" }),
    Effect.provide(logFileLayer(options.directory.logs))
  )

const storeOf = ({ allowNetwork, auditKey, database, directory, durability, kind }: GenieOptions) => ({
  directory: directory.path,
  ...(database !== undefined && { database }),
  ...(auditKey !== undefined && { auditKey }),
  ...(allowNetwork !== undefined && { allowNetwork }),
  ...(durability !== undefined && { durability }),
  owner: { kind, command: kind === "up" ? "genie up" : "genie, in the background", version }
})

/** Executes the commands of runs. Theirs is the queue "shell". */
const shellWorker = ({ database, directory, kind, slots }: GenieOptions) =>
  Effect.gen(function* () {
    const door = database === undefined ? { home: directory.path } : { socket: yield* serveCommands }
    yield* startWorker({
      name: `${kind === "up" ? "genie up" : "genie"}@${hostname()}`,
      host: hostname(),
      version,
      queues: ["shell"],
      slots,
      perform: performCommand({ directory: directory.path, ...door }),
      cancelHint: cancelHint(yield* Notifications)
    })
  })

/** Nobody asks, nothing is unfinished, and no schedule is active. */
const untilIdle = ({ quietForMs }: Serving["activity"], idleMs: number) =>
  Effect.gen(function* () {
    const { instance } = yield* Audit
    const { counts } = yield* StatusRepository
    const isIdle = Effect.gen(function* () {
      if ((yield* quietForMs) < idleMs) return false
      const { activeSchedules, queuedRuns, runningRuns } = yield* counts(instance.organizationId)
      return activeSchedules + queuedRuns + runningRuns === 0
    })
    yield* Effect.repeat(
      Effect.catchTag(isIdle, "SqlError", () => Effect.succeed(false)),
      { schedule: Schedule.spaced(Duration.millis(Math.min(idleMs / 4, idleCheckMaxMs))), until: (idle) => idle }
    )
  }).pipe(Effect.provide(StatusRepository.layer))

/** An idle owner is gone within this of its time. */
const idleCheckMaxMs = 15_000
