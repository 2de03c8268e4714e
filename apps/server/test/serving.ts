import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Audit, AuditKey } from "@genie/audit/effect"
import { type Client, openClient } from "@genie/client"
import { serveGenie, servicesOnStore } from "@genie/server"
import { type Db, Notifications, StoreLocation } from "@genie/store/effect"
import { dataDirectory } from "@genie/store/owner"
import { Context, Effect, Layer, Redacted } from "effect"

/** Genie on a free port and on a socket, and clients of both. */
export class Serving extends Context.Service<
  Serving,
  {
    readonly url: string
    readonly port: number
    readonly socket: string
    readonly token: string
    readonly overTcp: Client
    readonly overSocket: Client
  }
>()("@genie/server/test/Serving") {}

/** Everything of Genie but the daemon, over the database of the test. */
export const servingLayer: Layer.Layer<Serving, unknown, Db> = Layer.effect(
  Serving,
  Effect.gen(function* () {
    const directory = yield* temporaryDirectory
    const token = "a-token-that-only-this-test-knows-of"
    const socket = join(directory, "api.sock")

    const services = yield* Layer.build(everyService(directory))
    const { url = "" } = yield* Effect.provideContext(
      serveGenie({ token: Redacted.make(token), socket, port: 0 }),
      services
    )
    return {
      url,
      port: Number(new URL(url).port),
      socket,
      token,
      overTcp: yield* client({ url, token, actor: "ana" }),
      overSocket: yield* client({ socketPath: socket, actor: { kind: "agent", handle: "bot" } })
    }
  })
)

const everyService = (directory: string) =>
  servicesOnStore({
    kind: "up",
    startedAt: new Date(),
    isShellAllowed: false,
    url: () => null,
    stop: Effect.succeed(false)
  }).pipe(
    Layer.provideMerge(Layer.mergeAll(Audit.layer, Notifications.layer)),
    Layer.provide(AuditKey.layer({ key: "GenieGenieGenieGenieGenieGenieGenieGenieGen=" })),
    Layer.provide(
      Layer.succeed(StoreLocation, {
        kind: "memory",
        location: "memory",
        durability: "none",
        directory: dataDirectory(directory)
      })
    )
  )

const client = (options: Parameters<typeof openClient>[0]) =>
  Effect.acquireRelease(
    Effect.promise(() => openClient(options)),
    (opened) => Effect.promise(opened.close)
  )

const temporaryDirectory = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "genie-server-"))),
  (directory) => Effect.sync(() => rmSync(directory, { recursive: true, force: true }))
)
