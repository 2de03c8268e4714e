import { connect } from "node:net"
import { text } from "node:stream/consumers"
import { layer } from "@effect/vitest"
import { testPglite } from "@genie/store/testing"
import { Effect, Layer } from "effect"
import { expect } from "vitest"
import { request } from "./request.ts"
import { Serving, servingLayer } from "./serving.ts"

const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  Effect.flatMap(Serving, ({ url }) => request(url + path, { method, headers }))

/** What a browser says when somebody types an address. */
const navigating = { accept: "text/html,application/xhtml+xml,*/*;q=0.8", "accept-encoding": "gzip, deflate, br" }

/** A path as nobody's library would send it. */
const getRaw = (path: string) =>
  Effect.flatMap(Serving, ({ port }) =>
    Effect.promise(() => {
      const socket = connect(port, "127.0.0.1")
      socket.end(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: close\r\naccept: text/html\r\n\r\n`)
      return text(socket)
    })
  )

layer(Layer.provideMerge(servingLayer, testPglite))("the page", (it) => {
  it.effect("is at the root and at every path that is nobody else's, for whoever navigates there", () =>
    Effect.gen(function* () {
      const answers = [
        yield* get("/"),
        yield* get("/?theme=dark", navigating),
        yield* get("/app/boards/SHOP", navigating),
        yield* get("/index.html", navigating),
        yield* get("/somewhere", navigating)
      ]

      for (const { headers, status, text } of answers) {
        expect([status, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"])
        expect(text).toBe("<!doctype html><title>Genie</title>")
        expect(headers["cache-control"]).toBe("no-cache")
      }
    })
  )

  it.effect("does not stand in for operations, nor for files that are not there", () =>
    Effect.gen(function* () {
      const operation = yield* get("/schedules", navigating)
      const answers = [
        yield* get("/app/boards/SHOP", { accept: "application/json" }),
        yield* get("/assets/index-old.js", navigating),
        yield* get("/app", navigating, "POST"),
        yield* get("/notes.exe"),
        yield* get("/.vite/manifest.json"),
        yield* get("/assets/index-4f3a.js.exe")
      ]

      expect([operation.status, operation.json._tag]).toEqual([401, "Unauthorized"])
      for (const { json, status } of answers)
        expect([status, json.type]).toEqual([404, "https://genie.dev/problems/route-not-found"])
    })
  )

  it.effect("runs nothing that did not come from here, tells nobody where it was and is framed by nobody", () =>
    Effect.gen(function* () {
      const { headers } = yield* get("/", navigating)
      const answer = yield* get("/health")

      const policy = String(headers["content-security-policy"]).split("; ")
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy.join("; ")).not.toMatch(/unsafe-eval|script-src[^;]*unsafe|https?:|\*/)
      for (const of of [headers, answer.headers]) {
        expect(of["x-content-type-options"]).toBe("nosniff")
        expect(of["referrer-policy"]).toBe("no-referrer")
        expect(of["cross-origin-resource-policy"]).toBe("same-origin")
      }
      expect(answer.headers["content-security-policy"]).toBe("default-src 'none'; frame-ancestors 'none'")
      expect(answer.headers["cache-control"]).toBe("no-store")
    })
  )

  it.effect("sends a file as the build compressed it, to whoever reads that, and it is kept for ever", () =>
    Effect.gen(function* () {
      const asset = (encoding: string) => get("/assets/index-4f3a.js", { "accept-encoding": encoding })

      const [brotli, gzip] = [yield* asset("gzip, deflate, br"), yield* asset("gzip, br;q=0")]
      const plain = yield* asset("identity")

      expect([brotli.text, brotli.headers["content-encoding"]]).toEqual(["in brotli", "br"])
      expect([gzip.text, gzip.headers["content-encoding"]]).toEqual(["in gzip", "gzip"])
      expect([plain.text, plain.headers["content-encoding"]]).toEqual(["const genie = 1", undefined])
      expect(plain.headers["content-type"]).toBe("text/javascript; charset=utf-8")
      expect(plain.headers["cache-control"]).toBe("public, max-age=31536000, immutable")
      expect(plain.headers.vary).toBe("accept-encoding")
    })
  )

  it.effect("is not sent again to who has it", () =>
    Effect.gen(function* () {
      const first = yield* get("/", navigating)
      const again = yield* get("/", { ...navigating, "if-none-match": String(first.headers.etag) })
      const head = yield* get("/favicon.svg", {}, "HEAD")

      expect([again.status, again.text, again.headers.etag]).toEqual([304, "", first.headers.etag])
      expect([head.status, head.text, head.headers["content-type"]]).toEqual([200, "", "image/svg+xml"])
    })
  )

  it.effect("has no way out of its directory", () =>
    Effect.gen(function* () {
      for (const path of [
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%5c..%5csecret.txt",
        "/./../secret.txt",
        "//secret.txt",
        "/secret.txt%00.html",
        "/%"
      ]) {
        expect(yield* getRaw(path)).not.toContain("beside the page")
      }
    })
  )

  it.effect("is for pages of this machine: a name that was made to point here gets nothing", () =>
    Effect.gen(function* () {
      const { page, port } = yield* Serving
      const ours = [new URL(page).host, `127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]
      const others = [`evil.example:${port}`, `genie-0000000000000000.localhost:${port}`, `x.${new URL(page).host}`]

      const answers = yield* Effect.forEach([...ours, ...others], (host) => get("/", { ...navigating, host }))

      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 403, 403, 403])
      for (const { text } of answers.slice(ours.length)) expect(text).not.toContain("<title>")
    })
  )

  it.effect("has no service worker: one that another server left is taken out of the browser", () =>
    Effect.gen(function* () {
      const worker = yield* get("/worker.js", { "service-worker": "script" })
      const page = yield* get("/", { ...navigating, "service-worker": "script" })
      const usual = yield* get("/", navigating)

      for (const { headers, status } of [worker, page])
        expect([status, headers["clear-site-data"]]).toEqual([404, '"cache", "storage"'])
      expect(usual.headers["clear-site-data"]).toBeUndefined()
    })
  )
})
