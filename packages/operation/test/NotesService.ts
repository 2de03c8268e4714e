import { CurrentCaller, Unavailable } from "@genie/operation"
import { Effect, Layer, PubSub, Stream } from "effect"
import { Note, NoteId, NoteNotFound, NotePinned, Notes } from "./notes.ts"

const epoch = new Date("2026-03-01T09:00:00.000Z")

/** Notes in memory. Writing "boom" is a bug, writing "down" finds the database gone. */
export const layer = Layer.effect(
  Notes,
  Effect.gen(function* () {
    const notes = new Map<string, Note>()
    const pinned = new Set<string>()
    const written = yield* PubSub.unbounded<Note>({ replay: 100 })

    return Notes.of({
      create: Effect.fn("Notes.create")(function* ({ text, color = "yellow", tags = [], remindAt = null, ...rest }) {
        if (text === "boom") return yield* Effect.die(new Error("the secret is 42"))
        if (text === "down") return yield* new Unavailable({ reason: "The database does not answer." })

        const { actor } = yield* CurrentCaller
        const id = NoteId.make(`${actor.handle}-${notes.size + 1}`)
        const note = new Note({ id, text, color, tags, remindAt, createdAt: epoch })
        notes.set(id, note)
        if (rest.pinned) pinned.add(id)
        yield* PubSub.publish(written, note)
        return note
      }),

      list: Effect.fn("Notes.list")(function* ({ color, limit = 100 }) {
        return [...notes.values()].filter((note) => color === undefined || note.color === color).slice(0, limit)
      }),

      remove: Effect.fn("Notes.remove")(function* ({ id }) {
        const note = notes.get(id)
        if (!note) return yield* new NoteNotFound({ id })
        if (pinned.has(id)) return yield* new NotePinned({ id, since: epoch })

        notes.delete(id)
        return note
      }),

      watch: Effect.fn("Notes.watch")(function* () {
        return Stream.fromPubSub(written).pipe(
          Stream.mapEffect((note) =>
            note.text === "end"
              ? Effect.fail(new Unavailable({ reason: "The database went away." }))
              : note.text === "bug"
                ? Effect.die(new Error("the secret is 42"))
                : Effect.succeed(note)
          )
        )
      })
    })
  })
)
