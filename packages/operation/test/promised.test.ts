import { InvalidInput, Unavailable } from "@genie/operation"
import { promised } from "@genie/operation/promised"
import { Context, Effect, Layer, ManagedRuntime, Stream } from "effect"
import { describe, expect, it } from "vitest"
import { everywhere } from "./everywhere.ts"
import { Note, NoteId, NoteNotFound, NotePinned, Notes, NotesGroup } from "./notes.ts"
import { actor } from "./server.ts"

class Room extends Context.Reference<string>("@genie/operation/test/Room", { defaultValue: () => "outside" }) {}

describe("a group as promises", () => {
  it("runs every call and every stream inside what is provided", async () => {
    const note = (text: string) =>
      new Note({ id: NoteId.make("n1"), text, color: "yellow", tags: [], remindAt: null, createdAt: new Date(0) })
    const roomed = Layer.succeed(Notes, {
      create: () => Effect.map(Room, note),
      list: () => Effect.succeed([]),
      remove: ({ id }) => Effect.fail(new NoteNotFound({ id })),
      watch: () => Effect.succeed(Stream.fromEffect(Effect.map(Room, note)))
    })
    const runtime = ManagedRuntime.make(Layer.merge(roomed, actor))
    const inside = promised(NotesGroup, Notes, runtime, {
      provide: (effect) => Effect.provideService(effect, Room, "inside")
    })

    const created = await inside.create({ text: "a" })
    const watched: Array<string> = []
    for await (const { text } of inside.watch()) watched.push(text)

    expect(created.text).toBe("inside")
    expect(watched).toEqual(["inside"])
    await runtime.dispose()
  })

  everywhere((open) => {
    const opened = () => {
      const runtime = open()
      return { notes: promised(NotesGroup, Notes, runtime), [Symbol.asyncDispose]: () => runtime.dispose() }
    }
    const refusal = (promise: Promise<unknown>) =>
      promise.then(
        () => undefined,
        (error: unknown) => error
      )

    it("answers with the value", async () => {
      await using genie = opened()
      const remindAt = new Date("2026-04-01T10:00:00.000Z")

      const note = await genie.notes.create({ text: "Water the plants", tags: ["home"], remindAt })

      expect(note).toMatchObject({ id: "ana-1", text: "Water the plants", tags: ["home"], remindAt })
      expect(note.createdAt).toBeInstanceOf(Date)
      expect(await genie.notes.list()).toEqual([note])
      expect(await genie.notes.list({ color: "green" })).toEqual([])
    })

    it("rejects with the refusal itself, with its data", async () => {
      await using genie = opened()
      const { id } = await genie.notes.create({ text: "Water the plants", pinned: true })

      const pinned = await refusal(genie.notes.remove({ id }))
      const unknown = await refusal(genie.notes.remove({ id: "note-9" }))
      const down = await refusal(genie.notes.create({ text: "down" }))

      expect(pinned).toBeInstanceOf(NotePinned)
      expect(pinned).toMatchObject({ id, since: new Date("2026-03-01T09:00:00.000Z"), status: 409 })
      expect(unknown).toBeInstanceOf(NoteNotFound)
      expect((unknown as Error).message).toBe('There is no note "note-9".')
      expect(down).toBeInstanceOf(Unavailable)
    })

    it("rejects a bad argument, naming the field and what is wrong with it", async () => {
      await using genie = opened()
      const said = async (input: unknown) => {
        const error = await refusal(genie.notes.create(input as { text: string }))
        expect(error).toBeInstanceOf(InvalidInput)
        return (error as InvalidInput).message
      }

      expect(await said({ text: "" })).toBe("text: is empty.")
      expect(await said({})).toBe("text: This field is required.")
      expect(await said({ text: "a", color: "red" })).toBe('color: must be "yellow" or "green", and is "red".')
      expect(await said({ text: "a", copies: 11 })).toBe("copies: must be between 1 and 10, and is 11.")
      expect(await said({ text: "a", tags: ["b", 3] })).toBe("tags[1]: must be text, and is 3.")
      expect(await said({ text: "a", remindAt: new Date("nonsense") })).toContain("remindAt: ")
      expect(await said({ text: "a", titel: "b" })).toBe("titel: There is no such field here.")
      const itself: Array<unknown> = []
      itself.push(itself)
      expect(await said({ text: "a", extra: itself })).toContain("nested deeper than 64 levels")
      expect(await said({ text: "a", extra: [() => "b"] })).toContain("extra: must be JSON: text, numbers,")
      expect(await said("a note")).toBe("The input must be an object with the fields of the operation.")
      expect(await genie.notes.list()).toEqual([])
    })

    it("gives a stream as it comes, until the caller leaves", async () => {
      await using genie = opened()
      const seen: Array<string> = []
      await genie.notes.create({ text: "one" })
      await genie.notes.create({ text: "two" })

      for await (const note of genie.notes.watch()) {
        seen.push(note.text)
        if (seen.length === 2) await genie.notes.create({ text: "three" })
        if (seen.length === 3) break
      }

      expect(seen).toEqual(["one", "two", "three"])
    })

    it("ends a stream with the refusal that ended it", async () => {
      await using genie = opened()
      await genie.notes.create({ text: "one" })
      await genie.notes.create({ text: "end" })
      const seen: Array<string> = []

      const error = await refusal(
        (async () => {
          for await (const note of genie.notes.watch()) seen.push(note.text)
        })()
      )

      expect(seen).toEqual(["one"])
      expect(error).toBeInstanceOf(Unavailable)
      expect((error as Error).message).toBe("The database went away.")
    })

    it("stops a call and a stream when its signal is aborted, and rejects with the reason", async () => {
      await using genie = opened()
      const reason = new Error("enough")
      const controller = new AbortController()
      await genie.notes.create({ text: "one" })

      const watching = refusal(
        (async () => {
          for await (const _ of genie.notes.watch({}, controller)) controller.abort(reason)
        })()
      )

      expect(await watching).toBe(reason)
      expect(await refusal(genie.notes.list({}, controller))).toBe(reason)
    })
  })
})
