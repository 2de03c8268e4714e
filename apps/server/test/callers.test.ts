// The caller of an operation, at the doors of a process that serves: promises over a socket and over TCP, and plain HTTP.
import { openClient } from "@genie/client"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { expect } from "vitest"
import { request } from "./request.ts"
import { Serving, servingLayer } from "./serving.ts"

onEveryBackend("A caller", servingLayer, (it) => {
  it.effect("agent:robot of openClient opens no gate of people", () =>
    Effect.gen(function* () {
      const { overTcp } = yield* Serving
      const robot = yield* client("agent:robot")
      yield* Effect.promise(() => overTcp.projects.create({ name: "Gates" }))
      const { key } = yield* Effect.promise(() => overTcp.tasks.create({ title: "Decide", project: "GATES" }))

      const moved = yield* Effect.promise(() => robot.tasks.move({ task: key, to: "wish" }).catch((error) => error))

      expect(moved).toMatchObject({ _tag: "GateHolds" })
      const { items } = yield* Effect.promise(() => overTcp.audit.list({ actor: "robot", limit: 1 }))
      expect(items).toMatchObject([{ outcome: "refused", actor: { kind: "agent" } }])
    })
  )

  it.effect("is the same actor, however it is written", () =>
    Effect.gen(function* () {
      const { overTcp, socket } = yield* Serving
      const post = (name: string, headers: Readonly<Record<string, string>>) =>
        request("http://genie/projects", {
          method: "POST",
          headers,
          body: JSON.stringify({ name }),
          socketPath: socket
        })

      for (const [index, actor] of ["agent:one", { handle: "one", kind: "agent" } as const, "one"].entries()) {
        const opened = yield* client(actor)
        yield* Effect.promise(() => opened.projects.create({ name: `Promised ${index}` }))
      }
      const answers = [
        yield* post("Sent 0", { "genie-actor": "agent:one" }),
        yield* post("Sent 1", { "genie-actor": "one", "genie-actor-kind": "agent" }),
        yield* post("Sent 2", { "genie-actor": "one" }),
        yield* post("Sent 3", { "genie-actor": "agent:one", "genie-actor-kind": "human" })
      ]

      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 400])
      expect(answers[3]!.json.detail).toBe("genie-actor-kind: says human, and genie-actor agent")
      const { items } = yield* Effect.promise(() => overTcp.audit.list({ action: "project.created", limit: 6 }))
      expect(new Set(items.map(({ actor }) => `${actor.kind}:${actor.handle}`))).toEqual(new Set(["agent:one"]))
    })
  )

  it.effect("that verifies the audit log looks: a new one is not introduced, and a disabled one is let in", () =>
    Effect.gen(function* () {
      const { overTcp } = yield* Serving
      const stranger = yield* client("human:stranger")
      const retired = yield* client("human:retired")
      yield* Effect.promise(() => overTcp.actors.create({ handle: "retired", kind: "human" }))
      yield* Effect.promise(() => overTcp.actors.disable({ actor: "retired" }))

      const reports = yield* Effect.promise(() => Promise.all([stranger.audit.verify(), retired.audit.verify()]))

      expect(reports.map(({ isWhole }) => isWhole)).toEqual([true, true])
      const { items } = yield* Effect.promise(() => overTcp.actors.list())
      expect(items.map(({ handle }) => handle)).not.toContain("stranger")
    })
  )

  it.effect("of another kind than the actor is known as is refused by name", () =>
    Effect.gen(function* () {
      const { socket } = yield* Serving
      const robot = yield* client("agent:kindly")
      yield* Effect.promise(() => robot.projects.create({ name: "Kindly" }))

      const { json } = yield* request("http://genie/runs", {
        method: "POST",
        headers: { "genie-actor": "human:kindly" },
        body: JSON.stringify({ queue: "shell" }),
        socketPath: socket
      })

      expect(json).toMatchObject({ _tag: "ActorKindMismatch", actor: "kindly", known: "agent", said: "human" })
    })
  )

  it.effect("that gives a handle alone of nobody is told to say its kind", () =>
    Effect.gen(function* () {
      const newcomer = yield* client("newcomer")

      const refused = yield* Effect.promise(() => newcomer.runs.enqueue({ queue: "x" }).catch((error) => error))

      expect(refused).toMatchObject({ _tag: "ActorKindMissing", status: 400 })
    })
  )

  it.effect("that is disabled makes no schedule, run or worker over HTTP, and changes no board", () =>
    Effect.gen(function* () {
      const { overTcp, socket } = yield* Serving
      const mallory = { "genie-actor": "human:mallory" }
      yield* Effect.promise(() => overTcp.projects.create({ name: "Walled" }))
      yield* Effect.promise(() => overTcp.actors.create({ handle: "mallory", kind: "human" }))
      yield* Effect.promise(() => overTcp.actors.disable({ actor: "mallory" }))

      const post = (path: string, body: object) =>
        request(`http://genie${path}`, {
          method: "POST",
          headers: mallory,
          body: JSON.stringify(body),
          socketPath: socket
        })
      const host = { name: "w", host: "h", bootId: "b", pid: 1, processStartedAt: "t", slots: 1, version: "0" }
      const refusals = [
        yield* post("/schedules", { name: "sneaky", every: "1h", run: "true" }),
        yield* post("/runs", { queue: "shell", run: "true" }),
        yield* post("/workers", { ...host, queues: ["shell"] }),
        yield* post("/boards/of/WALLED/software/columns/draft", { gate: null }),
        yield* post("/tasks", { title: "Sneak in", project: "WALLED" })
      ]
      const look = yield* request("http://genie/schedules", { headers: mallory, socketPath: socket })

      expect(refusals.map(({ json, status }) => [status, json._tag])).toEqual(Array(5).fill([403, "ActorDisabled"]))
      expect(look.status).toBe(200)
    })
  )
})

const client = (actor: Parameters<typeof openClient>[0]["actor"]) =>
  Effect.gen(function* () {
    const { socket } = yield* Serving
    return yield* Effect.acquireRelease(
      Effect.promise(() => openClient({ socketPath: socket, actor })),
      (opened) => Effect.promise(opened.close)
    )
  })
