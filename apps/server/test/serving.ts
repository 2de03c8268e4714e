import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Audit, AuditKey } from "@genie/audit/effect"
import { type Client, openClient } from "@genie/client"
import { type Serving as ServingGenie, serveGenie, servicesOnStore } from "@genie/server"
import { type Db, Notifications, StoreLocation } from "@genie/store/database"
import { dataDirectory } from "@genie/store/owner"
import { Context, Effect, Layer, Redacted } from "effect"

/** Genie on a free port and on a socket, and clients of both. */
export class Serving extends Context.Service<
  Serving,
  {
    readonly url: string
    /** The origin of the page in a browser. */
    readonly page: string
    readonly port: number
    readonly socket: string
    readonly token: string
    readonly overTcp: Client
    readonly overSocket: Client
    readonly activity: ServingGenie["activity"]
  }
>()("@genie/server/test/Serving") {}

/** Everything of Genie but the daemon, over the database of the test. */
export const servingLayer: Layer.Layer<Serving, unknown, Db> = Layer.effect(
  Serving,
  Effect.gen(function* () {
    const directory = yield* temporaryDirectory
    const token = "a-token-that-only-this-test-knows-of"
    const socket = join(directory, "api.sock")

    const services = yield* Layer.build(
      everyService(
        directory,
        Effect.suspend(() => serving.listen)
      )
    )
    const serving: ServingGenie = yield* Effect.provideContext(
      serveGenie({ token: Redacted.make(token), socket, port: 0, page: pageIn(directory) }),
      services
    )
    const { page, url } = serving.address()!
    return {
      activity: serving.activity,
      url,
      page,
      port: Number(new URL(url).port),
      socket,
      token,
      overTcp: yield* client({ url, token, actor: "human:ana" }),
      overSocket: yield* client({ socketPath: socket, actor: { kind: "agent", handle: "bot" } })
    }
  })
)

/** A page as it is built: small, and with everything a page can have. */
const pageIn = (directory: string) => {
  const page = join(directory, "web")
  mkdirSync(join(page, "assets"), { recursive: true })
  mkdirSync(join(page, ".vite"))
  writeFileSync(join(page, "index.html"), "<!doctype html><title>Genie</title>")
  writeFileSync(join(page, "favicon.svg"), "<svg/>")
  writeFileSync(join(page, "assets/index-4f3a.js"), "const genie = 1")
  writeFileSync(join(page, "assets/index-4f3a.js.br"), "in brotli")
  writeFileSync(join(page, "assets/index-4f3a.js.gz"), "in gzip")
  writeFileSync(join(page, "notes.exe"), "no part of a page")
  writeFileSync(join(page, ".vite/manifest.json"), "{}")
  writeFileSync(join(directory, "secret.txt"), "beside the page")
  return page
}

const everyService = (directory: string, listen: ServingGenie["listen"]) =>
  servicesOnStore({
    kind: "up",
    startedAt: new Date(),
    isShellAllowed: false,
    url: () => null,
    listen,
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
