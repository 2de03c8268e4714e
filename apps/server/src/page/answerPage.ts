import { Effect } from "effect"
import * as HttpServerError from "effect/http/HttpServerError"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type { Page, PageFile } from "./Page.ts"

/**
 * Answers with the page what no operation answers: its files, and for every other path that a browser navigates to, the page
 * itself, which knows its own paths.
 */
export const answerPage =
  (page: Page) =>
  <E, R>(
    app: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
  ): Effect.Effect<HttpServerResponse.HttpServerResponse, E, R | HttpServerRequest.HttpServerRequest> =>
    Effect.catchIf(app, isNowhere, (nowhere) =>
      Effect.gen(function* () {
        const request = yield* HttpServerRequest.HttpServerRequest
        if (request.method !== "GET" && request.method !== "HEAD") return yield* Effect.fail(nowhere)
        const path = request.url.split("?", 1)[0] ?? "/"
        const isNavigation = path === "/" || (!path.startsWith("/assets/") && wantsHtml(request))
        const file = page.file(path) ?? (isNavigation ? page.file("/index.html") : undefined)
        if (file !== undefined) return answer(file, request)
        return isNavigation ? notBuilt : yield* Effect.fail(nowhere)
      })
    )

const isNowhere = (error: unknown): error is never =>
  HttpServerError.isHttpServerError(error) && error.reason._tag === "RouteNotFound"

const wantsHtml = ({ headers }: HttpServerRequest.HttpServerRequest) => headers.accept?.includes("text/html") === true

const answer = (file: PageFile, { headers }: HttpServerRequest.HttpServerRequest) => {
  const { compressed, contentType, etag, isHashed } = file
  const encoding = (["br", "gzip"] as const).find(
    (encoding) => compressed[encoding] !== undefined && accepts(headers["accept-encoding"], encoding)
  )
  const described = {
    etag,
    vary: "accept-encoding",
    "cache-control": isHashed ? "public, max-age=31536000, immutable" : "no-cache",
    "content-security-policy": policy
  }
  return headers["if-none-match"]?.includes(etag)
    ? HttpServerResponse.empty({ status: 304, headers: described })
    : HttpServerResponse.uint8Array(encoding === undefined ? file.body : (compressed[encoding] ?? file.body), {
        contentType,
        headers: { ...described, ...(encoding !== undefined && { "content-encoding": encoding }) }
      })
}

const accepts = (acceptEncoding: string | undefined, encoding: string): boolean =>
  acceptEncoding
    ?.split(",")
    .some((item) => new RegExp(`^\\s*${encoding}\\s*(;\\s*q=(1|0\\.[0-9]*[1-9]).*)?$`).test(item)) === true

/** Only what came from here runs here. The component library writes styles into elements, which scripts may not be. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join("; ")

const notBuilt = HttpServerResponse.text(
  "The page is not built here. In the source tree of Genie, pnpm build builds it; everything else works without.\n",
  { status: 503 }
)
