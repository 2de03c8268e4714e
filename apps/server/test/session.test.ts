import { spawn } from "node:child_process"
import { text } from "node:stream/consumers"
import { layer } from "@effect/vitest"
import { testPglite } from "@genie/store/testing"
import { Duration, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import { expect } from "vitest"
import { CODE_LASTS, CODES_MAX, SESSION_LASTS, SESSIONS_MAX } from "../src/session/SignIns.ts"
import { request } from "./request.ts"
import { Serving, servingLayer } from "./serving.ts"

/** A link as `genie open` gets it, asked for by bot over the socket. */
const link = Effect.flatMap(Serving, ({ overSocket }) => Effect.promise(() => overSocket.system.open({})))

const codeOf = (url: string) => new URL(url).hash.slice("#code=".length)

/** What the page does with the code of its address, and its browser says of the page. */
const signIn = (code: string, headers: Record<string, string> = {}) =>
  Effect.flatMap(Serving, ({ page, url }) => {
    const said = { host: new URL(page).host, origin: page, ...headers }
    return request(`${url}/session`, { method: "POST", headers: said, body: JSON.stringify({ code }) })
  })

/** Signed in: what the page sends with every request from then on. */
const signedIn = Effect.gen(function* () {
  const { url } = yield* link
  const session = yield* signIn(codeOf(url))
  const [cookie = ""] = String(session.headers["set-cookie"]).split(";")
  return { cookie, "genie-page": String(session.json.key) }
})

/** Who the server says it is. */
const whoIs = (headers: Record<string, string>) =>
  Effect.flatMap(Serving, ({ url }) => request(`${url}/session`, { headers }))

/** The same by a process of somebody else, who connects to this address: the status, and why. */
const asUser = async (uid: number, host: string, url: string, code: string) => {
  const program = `import { request } from "node:http"
    import { json } from "node:stream/consumers"
    const [host, url, code] = process.argv.slice(1)
    const { host: name, port } = new URL(url)
    const headers = { "content-type": "application/json", origin: url, host: name }
    const asking = request({ host, port, path: "/session", method: "POST", headers }, async (answer) => {
      console.log(JSON.stringify([answer.statusCode, (await json(answer)).because]))
    })
    asking.end(JSON.stringify({ code }))`
  const args = ["--input-type=module", "-e", program, host, url, code]
  const child = spawn(process.execPath, args, { uid, gid: uid, cwd: "/" })
  return JSON.parse(await text(child.stdout))
}

layer(Layer.provideMerge(servingLayer, testPglite))("signing in at the page", (it) => {
  it.effect("a link signs in whoever asked for it, and a cookie that no script can read is half of the session", () =>
    Effect.gen(function* () {
      const { page, port } = yield* Serving

      const opened = yield* link
      const session = yield* signIn(codeOf(opened.url))
      const [cookie = "", ...attributes] = String(session.headers["set-cookie"]).split("; ")
      const who = yield* whoIs({ cookie, "genie-page": session.json.key })

      expect(opened.url).toMatch(new RegExp(`^${page}/#code=[\\w-]{43}$`))
      expect(session.json).toMatchObject({ handle: "bot", kind: "agent" })
      expect(cookie).toMatch(new RegExp(`^genie-session-${port}=[\\w-]{43}$`))
      expect(attributes.sort()).toEqual(["HttpOnly", "Path=/", "SameSite=Strict"])
      expect(cookie).not.toContain(session.json.key)
      expect([who.status, who.json.handle, who.json.kind]).toEqual([200, "bot", "agent"])
    })
  )

  it.effect("a link leads to a place on the page, and never to another server", () =>
    Effect.gen(function* () {
      const { overSocket, page } = yield* Serving
      const open = (path: string) =>
        Effect.promise(() =>
          overSocket.system.open({ path }).then(
            ({ url }) => url,
            ({ message }) => message as string
          )
        )

      expect(yield* open("/app/boards/SHOP?task=SHOP-12")).toMatch(`${page}/app/boards/SHOP?task=SHOP-12#code=`)
      for (const path of ["//evil.example/", "/\\evil.example", "app", "/a#code=b", "/a b", "/\u0007"])
        expect(yield* open(path)).toContain("A path on the page begins with one slash")
    })
  )

  it.effect("what the page does is recorded as done by who signed in, and it cannot say to be somebody else", () =>
    Effect.gen(function* () {
      const { url } = yield* Serving
      const headers = yield* signedIn

      const enqueue = (more: Record<string, string> = {}) =>
        request(`${url}/runs`, { method: "POST", headers: { ...headers, ...more }, body: '{"queue":"page"}' })
      const run = yield* enqueue()
      const disguised = yield* enqueue({ "genie-actor": "ana" })

      expect([run.status, run.json.enqueuedBy]).toEqual([200, "bot"])
      expect([disguised.status, disguised.json.field]).toEqual([400, "genie-actor"])
    })
  )

  it.effect("a link works once, for a minute, and only where it was made", () =>
    Effect.gen(function* () {
      const [used, late, second] = [yield* link, yield* link, yield* link]
      yield* signIn(codeOf(used.url))

      const again = yield* signIn(codeOf(used.url))
      const made = yield* signIn("a-code-that-somebody-made-up")
      const beside = yield* signIn(codeOf(second.url))
      yield* TestClock.adjust(CODE_LASTS)
      const expired = yield* signIn(codeOf(late.url))

      expect(beside.status).toBe(200)
      expect([again, made, expired].map(({ json, status }) => [status, json._tag, json.because])).toEqual([
        [403, "SignInRefused", "used"],
        [403, "SignInRefused", "unknown"],
        [403, "SignInRefused", "expired"]
      ])
      expect(again.json.detail).toBe("This link has been used, and it works once. Get another with: genie open")
      for (const { headers } of [again, made, expired]) expect(headers["set-cookie"]).toBeUndefined()
    })
  )

  it.effect("a code is good at the origin of its link only, and what is tried elsewhere leaves it good", () =>
    Effect.gen(function* () {
      const { overSocket, page, port, url } = yield* Serving
      const code = codeOf((yield* link).url)
      const atLoopback = yield* Effect.promise(() => overSocket.system.open({ loopback: true }))
      const [host] = page.slice("http://".length).split(":")

      const elsewhere = [
        yield* signIn(code, { host: `127.0.0.1:${port}`, origin: url }),
        yield* signIn(code, { host: `localhost:${port}`, origin: `http://localhost:${port}` }),
        yield* signIn(code, { "sec-fetch-site": "same-site" }),
        yield* signIn(code, { "sec-fetch-site": "none" }),
        yield* signIn(codeOf(atLoopback.url)),
        yield* request(`${url}/session`, { method: "POST", body: JSON.stringify({ code }) })
      ]
      const home = yield* signIn(code, { "sec-fetch-site": "same-origin" })
      const loopback = yield* signIn(codeOf(atLoopback.url), { host: `127.0.0.1:${port}`, origin: url })

      expect(host).toMatch(/^genie-[0-9a-f]{16}\.localhost$/)
      expect(elsewhere.map(({ json, status }) => [status, json.because])).toEqual(Array(6).fill([403, "elsewhere"]))
      expect([home.status, loopback.status]).toEqual([200, 200])
      expect(atLoopback.url.startsWith(`${url}/#code=`)).toBe(true)
    })
  )

  it.effect.skipIf(process.platform !== "linux" || process.getuid?.() !== 0)(
    "another user of this machine who has seen a link cannot use it, nor use it up (as root on Linux)",
    () =>
      Effect.gen(function* () {
        const { url } = yield* Serving
        const code = codeOf((yield* link).url)
        const stolenAt = (host: string) => Effect.promise(() => asUser(65534, host, url, code))

        const stolen = yield* Effect.forEach(["127.0.0.1", "::1", "::ffff:127.0.0.1"], stolenAt)

        expect(stolen).toEqual(Array(3).fill([403, "stranger"]))
        expect((yield* signIn(code)).status).toBe(200)
      })
  )

  it.effect("of many who show the same code at once, one is signed in", () =>
    Effect.gen(function* () {
      const code = codeOf((yield* link).url)

      const answers = yield* Effect.all(
        Array.from({ length: 8 }, () => signIn(code)),
        { concurrency: 8 }
      )

      expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(403)])
    })
  )

  it.effect("a cookie alone, a key alone and the halves of two sessions open nothing", () =>
    Effect.gen(function* () {
      const [mine, other] = [yield* signedIn, yield* signedIn]

      const answers = [
        yield* whoIs({ cookie: mine.cookie }),
        yield* whoIs({ "genie-page": mine["genie-page"] }),
        yield* whoIs({ cookie: mine.cookie, "genie-page": other["genie-page"] }),
        yield* whoIs({ cookie: `${mine.cookie}x`, "genie-page": mine["genie-page"] })
      ]

      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401])
      expect(answers[0]!.json.detail).toBe("This page is signed out. Sign in again with: genie open")
      expect((yield* whoIs(mine)).status).toBe(200)
    })
  )

  it.effect("a session that a page of another port has got hold of is turned away with it", () =>
    Effect.gen(function* () {
      const { port, url } = yield* Serving
      const headers = yield* signedIn
      const enqueue = (more: Record<string, string>) =>
        request(`${url}/runs`, { method: "POST", headers: { ...headers, ...more }, body: '{"queue":"page"}' })

      const neighbour = yield* enqueue({ origin: `http://127.0.0.1:${port + 1}` })
      const stranger = yield* enqueue({ origin: "https://evil.example" })
      const rebound = yield* enqueue({ host: `evil.example:${port}` })

      expect([neighbour.status, stranger.status, rebound.status]).toEqual([403, 403, 403])
      expect((yield* enqueue({ origin: url })).status).toBe(200)
    })
  )

  it.effect("a page that signs out is signed out, whatever it still has", () =>
    Effect.gen(function* () {
      const { url } = yield* Serving
      const headers = yield* signedIn

      const ended = yield* request(`${url}/session`, { method: "DELETE", headers })

      expect(ended.status).toBe(204)
      expect(String(ended.headers["set-cookie"])).toMatch(/^genie-session-\d+=; Max-Age=0;/)
      expect((yield* whoIs(headers)).status).toBe(401)
    })
  )

  it.effect("a session ends twelve hours after the page last asked", () =>
    Effect.gen(function* () {
      const headers = yield* signedIn
      const almost = Duration.subtract(SESSION_LASTS, Duration.seconds(1))

      yield* TestClock.adjust(almost)
      const kept = yield* whoIs(headers)
      yield* TestClock.adjust(almost)
      const keptAgain = yield* whoIs(headers)
      yield* TestClock.adjust(SESSION_LASTS)
      const ended = yield* whoIs(headers)

      expect([kept.status, keptAgain.status, ended.status]).toEqual([200, 200, 401])
    })
  )

  it.effect("there are so many links and sessions and no more: the oldest give way", () =>
    Effect.gen(function* () {
      const first = yield* link
      const links = yield* Effect.all(Array.from({ length: CODES_MAX }, () => link))

      expect((yield* signIn(codeOf(first.url))).json.because).toBe("unknown")
      expect((yield* signIn(codeOf(links[0]!.url))).status).toBe(200)

      const [busy, idle] = [yield* signedIn, yield* signedIn]
      for (let index = 0; index < SESSIONS_MAX - 1; index++) {
        yield* whoIs(busy)
        yield* signedIn
      }
      expect((yield* whoIs(idle)).status).toBe(401)
      expect((yield* whoIs(busy)).status).toBe(200)
    })
  )

  it.effect("a page makes no links", () =>
    Effect.gen(function* () {
      const { url } = yield* Serving
      const headers = yield* signedIn

      const refused = yield* request(`${url}/open`, { method: "POST", headers, body: "{}" })
      const stranger = yield* request(`${url}/open`, { method: "POST", body: "{}" })

      expect([refused.status, refused.json._tag]).toEqual([409, "PageNotServed"])
      expect(stranger.status).toBe(401)
    })
  )

  it.effect("who comes with the token or over the socket is somebody without a session", () =>
    Effect.gen(function* () {
      const { token } = yield* Serving

      const who = yield* whoIs({ authorization: `Bearer ${token}`, "genie-actor": "human:ana" })

      expect(who.json).toEqual({ handle: "ana", kind: "human", expiresAt: null })
    })
  )

  it.effect("somebody is there as long as a page follows the feed", () =>
    Effect.gen(function* () {
      const { activity, url } = yield* Serving
      const headers = yield* signedIn
      let leave = () => {}
      const left = new Promise<void>((resolve) => (leave = resolve))

      yield* Effect.promise(async () => {
        const { body } = await fetch(`${url}/audit/feed?after=start`, { headers })
        const reader = body!.getReader()
        await reader.read()
        void left.then(() => reader.cancel())
      })
      yield* TestClock.adjust("10 minutes")
      const whileOpen = yield* activity.quietForMs
      leave()
      yield* Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve))).pipe(
        Effect.andThen(TestClock.adjust("1 second")),
        Effect.andThen(activity.quietForMs),
        Effect.repeat({ until: (quiet) => quiet > 0 })
      )

      expect(whileOpen).toBe(0)
    })
  )
})
