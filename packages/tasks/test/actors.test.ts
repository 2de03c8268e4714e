import { Actors, Projects } from "@genie/identity/contract"
import { Runs, Schedules, Workers } from "@genie/scheduler/contract"
import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { expect } from "vitest"
import { Boards } from "../src/contract/Boards.ts"
import { Tasks } from "../src/contract/Tasks.ts"
import { as, asHandle, audited, tasksLayer } from "./tasksLayer.ts"

onEveryBackend("Actors", tasksLayer, (it) => {
  it.effect("the first act of an actor introduces it, and its handle alone names it from then on", () =>
    Effect.gen(function* () {
      const actors = yield* Actors
      const projects = yield* Projects

      yield* projects.create({ name: "First" }).pipe(as("build-bot", "agent"))
      yield* projects.create({ name: "Second" }).pipe(asHandle("build-bot"))

      expect(yield* actors.show({ actor: "build-bot" })).toMatchObject({
        kind: "agent",
        name: "build-bot",
        disabledAt: null
      })
      expect(yield* audited).toContain("actor.created done")
    })
  )

  it.effect("a kind that contradicts the known actor is refused by name, also to one who only looks", () =>
    Effect.gen(function* () {
      const projects = yield* Projects
      yield* projects.create({ name: "Of a robot" }).pipe(as("robot", "agent"))

      const refusals = yield* Effect.all([
        Effect.flip(projects.create({ name: "Of a person" })),
        Effect.flip(projects.list({}))
      ]).pipe(as("robot", "human"))

      expect(new Set(refusals.map(({ message }) => message))).toEqual(
        new Set(['"robot" is known as an agent, and this caller says human. Write agent:robot, or use another handle.'])
      )
    })
  )

  it.effect("a handle alone that nobody is known by is refused, and told how to say its kind", () =>
    Effect.gen(function* () {
      const projects = yield* Projects

      const refusals = yield* Effect.all([
        Effect.flip(projects.create({ name: "Of nobody" })),
        Effect.flip(projects.list({}))
      ]).pipe(asHandle("newcomer"))

      expect(new Set(refusals.map(({ message }) => message))).toEqual(
        new Set(['"newcomer" has not acted before, and its kind is not given. Write human:newcomer or agent:newcomer.'])
      )
    })
  )

  it.effect("of 20 first acts of one handle at once, one introduces it", () =>
    Effect.gen(function* () {
      const actors = yield* Actors
      const projects = yield* Projects

      yield* Effect.all(
        Array.from({ length: 20 }, (_, index) => projects.create({ name: `Race ${index}` }).pipe(as("racer"))),
        { concurrency: "unbounded" }
      )

      const { items } = yield* actors.list({ limit: 500 })
      expect(items.filter(({ handle }) => handle === "racer")).toHaveLength(1)
    })
  )

  it.effect("a handle is somebody's, and so is an id elsewhere", () =>
    Effect.gen(function* () {
      const actors = yield* Actors
      yield* actors.create({ handle: "bea", kind: "human", externalType: "genie_os_user", externalId: "u-1" })
      const refusal = (input: Parameters<typeof actors.create>[0]) =>
        Effect.map(Effect.flip(actors.create(input)), ({ message }) => message)

      expect(yield* refusal({ handle: "bea", kind: "agent" })).toBe('Somebody is already called "bea".')
      expect(
        yield* refusal({ handle: "beatrix", kind: "human", externalType: "genie_os_user", externalId: "u-1" })
      ).toBe('externalId: is known already: that is "bea"')
      expect(yield* refusal({ handle: "x", kind: "agent", externalId: "7" })).toMatch(/^externalType: is needed/)
      expect(yield* refusal({ handle: "x", kind: "system" })).toBe("kind: is Genie's own")
      expect(yield* refusal({ handle: "a\nb", kind: "human" })).toBe("handle: contains the control character U+000A.")
    })
  )

  it.effect("a disabled actor changes nothing: no task, board, project, schedule, run or worker, and not itself", () =>
    Effect.gen(function* () {
      const actors = yield* Actors
      const projects = yield* Projects
      const tasks = yield* Tasks
      const boards = yield* Boards
      const schedules = yield* Schedules
      const runs = yield* Runs
      const workers = yield* Workers
      yield* projects.create({ name: "Walled" })
      const { key } = yield* tasks.create({ title: "Sweep", project: "WALLED" })
      const started = yield* runs.enqueue({ queue: "shell", run: "true" })
      const { id: worker } = yield* workers.register({ ...host, queues: ["shell"] }).pipe(as("mallory"))

      const disabled = yield* actors.disable({ actor: "mallory" })

      expect(disabled.disabledAt).not.toBeNull()
      const refusals = yield* Effect.all([
        Effect.flip(tasks.create({ title: "Sneak in", project: "WALLED" })),
        Effect.flip(tasks.update({ task: key, title: "Sneak in" })),
        Effect.flip(tasks.comment({ task: key, body: "Sneak in" })),
        Effect.flip(projects.create({ name: "Sneaky" })),
        Effect.flip(boards.create({ project: "WALLED", name: "Hidden" })),
        Effect.flip(boards.changeColumn({ project: "WALLED", board: "software", column: "draft", gate: null })),
        Effect.flip(schedules.create({ name: "sneaky", every: "1h", run: "true" })),
        Effect.flip(runs.enqueue({ queue: "shell", run: "true" })),
        Effect.flip(runs.enqueueMany({ runs: [{ queue: "shell", run: "true" }] })),
        Effect.flip(runs.cancel({ run: started.id })),
        Effect.flip(workers.register({ ...host, queues: ["shell"] })),
        Effect.flip(workers.claim({ worker, limit: 1 })),
        Effect.flip(workers.leave({ worker })),
        Effect.flip(actors.enable({ actor: "mallory" }))
      ]).pipe(as("mallory"))
      expect(new Set(refusals.map(({ message }) => message))).toEqual(
        new Set(['"mallory" is disabled. To let them act again: genie actor enable mallory'])
      )

      // It may look.
      expect((yield* tasks.show({ task: key }).pipe(as("mallory"))).task.key).toBe(key)

      expect((yield* actors.enable({ actor: "mallory" })).disabledAt).toBeNull()
      yield* tasks.comment({ task: key, body: "Back again" }).pipe(as("mallory"))
    })
  )

  it.effect("whoever asks under a handle that nobody could type or read is refused", () =>
    Effect.gen(function* () {
      const projects = yield* Projects
      const refusal = (handle: string) =>
        Effect.map(Effect.flip(projects.create({ name: "Nameless" }).pipe(as(handle))), ({ message }) => message)

      expect(yield* refusal("")).toBe("actor: is empty")
      expect(yield* refusal("a\0b")).toBe("actor: contains a NUL character")
      expect(yield* refusal("a\rb")).toBe("actor: contains the control character U+000D")
      expect(yield* refusal("x".repeat(201))).toBe("actor: has more than 200 characters")
    })
  )

  it.effect("somebody nobody knows is told the nearest handle", () =>
    Effect.gen(function* () {
      const actors = yield* Actors
      yield* actors.create({ handle: "engineer-1", kind: "agent" })

      expect((yield* Effect.flip(actors.show({ actor: "enginer-1" }))).message).toBe(
        'Nobody is called "enginer-1". Did you mean "engineer-1"?'
      )
      expect((yield* Effect.flip(actors.show({ actor: "zzzzzz" })))._tag).toBe("ActorNotFound")
    })
  )

  it.effect("a list of agents has only agents, by handle, each once", () =>
    Effect.gen(function* () {
      const actors = yield* Actors
      for (const handle of ["list-c", "list-a", "list-b"]) yield* actors.create({ handle, kind: "agent" })

      const first = yield* actors.list({ kind: "agent", limit: 2 })
      const rest = yield* actors.list({ kind: "agent", limit: 500, cursor: first.next! })

      const handles = [...first.items, ...rest.items].map(({ handle }) => handle)
      expect(handles).toEqual(handles.toSorted())
      expect(handles).toEqual(expect.arrayContaining(["list-a", "list-b", "list-c"]))
      expect([...first.items, ...rest.items].every(({ kind }) => kind === "agent")).toBe(true)
    })
  )
})

/** A worker, but for its queues. */
const host = {
  name: "hand",
  host: "here",
  bootId: "boot",
  pid: 4711,
  processStartedAt: "then",
  slots: 1,
  version: "0.0.0"
}
