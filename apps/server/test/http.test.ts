import { ScheduleNotFound } from "@genie/scheduler"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { expect } from "vitest"
import { request } from "./request.ts"
import { Serving, servingLayer } from "./serving.ts"

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

onEveryBackend("HTTP", servingLayer, (it, backend) => {
  it.effect("a schedule made over TCP is found over the socket", () =>
    Effect.gen(function* () {
      const { overSocket, overTcp } = yield* Serving

      const made = yield* Effect.promise(() =>
        overTcp.schedules.create({ name: "nightly", cron: "0 3 * * *", run: "./backup.sh" })
      )
      const found = yield* Effect.promise(() => overSocket.schedules.show({ schedule: "nightly" }))

      expect(found).toEqual(made)
      expect(found.createdBy).toBe("ana")
      expect(found.nextAt).toBeInstanceOf(Date)
    })
  )

  it.effect("a change is answered with its receipt and the name of its request, which the log knows too", () =>
    Effect.gen(function* () {
      const { overSocket, socket } = yield* Serving

      const made = yield* request("http://genie/runs", {
        method: "POST",
        headers: { "x-request-id": "order-7" },
        body: JSON.stringify({ queue: "receipts" }),
        socketPath: socket
      })
      const read = yield* request("http://genie/runs", { socketPath: socket })

      // The first change of an actor has the receipt of its introduction, too.
      const [, seq, seal] = String(made.headers["genie-receipt"]).split(",").at(-1)!.split(":")
      expect(made.headers["x-request-id"]).toBe("order-7")
      expect(Number(seq)).toBeGreaterThan(0)
      expect(seal).toMatch(/^[0-9a-f]{64}$/)
      expect(read.headers["genie-receipt"]).toBeUndefined()
      const { items } = yield* Effect.promise(() => overSocket.audit.list({ action: "run.enqueued", limit: 1 }))
      expect(items[0]).toMatchObject({ requestId: "order-7", seq: Number(seq) })
    })
  )

  it.effect("every group answers", () =>
    Effect.gen(function* () {
      const { overSocket } = yield* Serving

      const [run, runs, workers, report, status] = yield* Effect.promise(() =>
        overSocket.runs
          .enqueue({ queue: "reports", payload: { month: "2026-03" } })
          .then((run) =>
            Promise.all([
              run,
              overSocket.runs.list({ queue: "reports" }),
              overSocket.workers.list(),
              overSocket.audit.verify(),
              overSocket.system.status()
            ])
          )
      )

      expect(runs.items.map(({ id }) => id)).toContain(run.id)
      expect(run.enqueuedBy).toBe("bot")
      expect(workers.items).toEqual([])
      expect(report.isWhole).toBe(true)
      expect(status.database.kind).toBe(backend === "pglite" ? "embedded" : "postgres")
      expect(status.counts.queuedRuns).toBeGreaterThan(0)
    })
  )

  it.effect("a refusal arrives as the class it left as", () =>
    Effect.gen(function* () {
      const { overTcp } = yield* Serving

      const refusal = yield* Effect.promise(() =>
        overTcp.schedules.show({ schedule: "nobody" }).catch((error: unknown) => error)
      )

      expect(refusal).toBeInstanceOf(ScheduleNotFound)
    })
  )

  it.effect("what goes wrong is a problem with a sentence", () =>
    Effect.gen(function* () {
      const { token, url } = yield* Serving
      const headers = bearer(token)

      const notFound = yield* request(`${url}/schedules/nobody`, { headers })
      const invalid = yield* request(`${url}/schedules`, { method: "POST", headers, body: '{"name":7}' })
      const unread = yield* request(`${url}/schedules`, { method: "POST", headers, body: "{" })
      const nowhere = yield* request(`${url}/nowhere`, { headers })
      const wrongMethod = yield* request(`${url}/schedules`, { method: "PUT", headers, body: "{}" })

      for (const { headers, json, status } of [notFound, invalid, unread, nowhere, wrongMethod]) {
        expect(headers["content-type"]).toBe("application/problem+json")
        expect(json.status).toBe(status)
        expect(json.detail).toMatch(/\w+.*[.?]/)
        expect(json.type).toMatch(/^https:\/\/genie\.dev\/problems\//)
      }
      expect([notFound, invalid, unread, nowhere, wrongMethod].map(({ status }) => status)).toEqual([
        404, 400, 400, 404, 405
      ])
      expect(wrongMethod.headers.allow?.toString().split(", ").sort()).toEqual(["GET", "POST"])
    })
  )

  it.effect("a body over a mebibyte, and one nested too deep, are refused before they are read", () =>
    Effect.gen(function* () {
      const { token, url } = yield* Serving
      const enqueue = (payload: string) =>
        request(`${url}/runs`, { method: "POST", headers: bearer(token), body: `{"queue":"q","payload":${payload}}` })

      const large = yield* enqueue(JSON.stringify("x".repeat(1024 * 1024)))
      const deep = yield* enqueue("[".repeat(65) + "]".repeat(65))

      expect(large.status).toBe(400)
      expect(large.json.detail).toContain("1,048,576")
      expect(deep.status).toBe(400)
      expect(deep.json.detail).toContain("64")
    })
  )

  it.effect("TCP needs the token, the socket does not", () =>
    Effect.gen(function* () {
      const { socket, token, url } = yield* Serving

      const without = yield* request(`${url}/schedules`)
      const wrong = yield* request(`${url}/schedules`, { headers: bearer(`${token}x`) })
      const right = yield* request(`${url}/schedules`, { headers: bearer(token) })
      const overSocket = yield* request("http://localhost/schedules", { socketPath: socket })

      expect([without, wrong, right, overSocket].map(({ status }) => status)).toEqual([401, 401, 200, 200])
      expect(without.json._tag).toBe("Unauthorized")
    })
  )

  it.effect("a name that was made to point here, and a page from elsewhere, are turned away", () =>
    Effect.gen(function* () {
      const { port, token, url } = yield* Serving
      const headers = bearer(token)

      const rebound = yield* request(`${url}/schedules`, { headers: { ...headers, host: `evil.example:${port}` } })
      const foreign = yield* request(`${url}/schedules`, { headers: { ...headers, origin: "https://evil.example" } })
      const opaque = yield* request(`${url}/schedules`, { headers: { ...headers, origin: "null" } })
      const own = yield* request(`${url}/schedules`, { headers: { ...headers, origin: url } })
      const byName = yield* request(`${url}/schedules`, { headers: { ...headers, host: `localhost:${port}` } })

      expect([rebound, foreign, opaque, own, byName].map(({ status }) => status)).toEqual([403, 403, 403, 200, 200])
      expect(own.headers["access-control-allow-origin"]).toBeUndefined()
      expect(rebound.json.title).toBe("Foreign host")
    })
  )

  it.effect("a client of another schema is told which versions do not match, and may still ask who is there", () =>
    Effect.gen(function* () {
      const { socket } = yield* Serving
      const headers = { "genie-schema": "9999_future", "genie-version": "9.0.0" }

      const list = yield* request("http://localhost/schedules", { socketPath: socket, headers })
      const status = yield* request("http://localhost/status", { socketPath: socket, headers })

      expect(list.status).toBe(409)
      expect(list.json.detail).toContain("This is version 9.0.0 (9999_future)")
      expect(status.status).toBe(200)
    })
  )

  it.effect("nobody calls themselves the system, and a handle is a name", () =>
    Effect.gen(function* () {
      const { socket } = yield* Serving
      const as = (headers: Record<string, string>) =>
        request("http://localhost/schedules", { socketPath: socket, headers })

      const system = yield* as({ "genie-actor": "genie", "genie-actor-kind": "system" })
      const long = yield* as({ "genie-actor": "x".repeat(201) })

      expect([system.status, long.status]).toEqual([400, 400])
      expect(system.json.detail).toContain("genie-actor-kind")
    })
  )

  it.effect("the feed goes on after the last event a browser has seen", () =>
    Effect.gen(function* () {
      const { overTcp, token, url } = yield* Serving
      const feed = (headers: Record<string, string>, path = "/audit/feed") =>
        request(url + path, {
          headers: { ...bearer(token), ...headers },
          until: (text) => eventsOf(text).length > 0
        })
      yield* Effect.promise(() => overTcp.schedules.create({ name: `first ${backend}`, every: "1h", run: "true" }))
      yield* Effect.promise(() => overTcp.schedules.create({ name: `second ${backend}`, every: "1h", run: "true" }))

      const [first] = eventsOf((yield* feed({}, "/audit/feed?after=start")).text)
      const resumed = yield* feed({ "last-event-id": first!.id }, "/audit/feed?after=start")
      const [next] = eventsOf(resumed.text)

      expect(resumed.headers["content-type"]).toMatch(/^text\/event-stream/)
      expect(next!.data.seq).toBe(first!.data.seq + 1)
      expect(next!.id).not.toBe(first!.id)
    })
  )

  it.effect("a broken cursor is refused", () =>
    Effect.gen(function* () {
      const { token, url } = yield* Serving

      const refused = yield* request(`${url}/audit/feed?after=nonsense`, {
        headers: bearer(token),
        until: (text) => text.includes("nonsense") || text.includes("ailure")
      })

      expect(refused.status).toBe(400)
    })
  )

  it.effect("whether it lives can be asked without a token", () =>
    Effect.gen(function* () {
      const { url } = yield* Serving

      const health = yield* request(`${url}/health`)

      expect([health.status, health.json]).toEqual([200, { status: "ok" }])
    })
  )
})

const eventsOf = (text: string): ReadonlyArray<{ readonly id: string; readonly data: { readonly seq: number } }> =>
  text
    .split("\n\n")
    .slice(0, -1)
    .flatMap((block) => {
      const field = (name: string) =>
        block
          .split("\n")
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2)
      const [id, data] = [field("id"), field("data")]
      return id === undefined || data === undefined ? [] : [{ id, data: JSON.parse(data) }]
    })
