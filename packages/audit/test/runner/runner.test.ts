import {
  ActorDisabled,
  CurrentCaller,
  InvalidInput,
  type Operations,
  operationGroup,
  Refusal,
  Unavailable
} from "@genie/operation"
import { Admission } from "@genie/operation/runner"
import { Db, SqlError, Transaction } from "@genie/store/database"
import { Text } from "@genie/store/model"
import { onEveryBackend } from "@genie/store/testing"
import { Context, Effect, Layer, Schema, Tracer } from "effect"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import { expect } from "vitest"
import { event } from "../../src/events/event.ts"
import { about } from "../../src/runner/about.ts"
import { change, implement, read, steps } from "../../src/runner/implement.ts"
import { Audit } from "../../src/service/Audit.ts"
import { auditLayer, bodies, project } from "../fixtures.ts"

class NotePinned extends Refusal<NotePinned>()(
  "NotePinned",
  { status: 409, title: "The note is pinned" },
  { note: Schema.String }
) {
  override get message(): string {
    return `Note "${this.note}" is pinned: unpin it first.`
  }
}

const note = { params: { note: Text(50) } }

const NotesGroup = operationGroup(
  "notes",
  HttpApiEndpoint.get("show", "/:note", { ...note, success: Schema.String, error: [NotePinned] }),
  HttpApiEndpoint.post("archive", "/:note/archive", { ...note, success: Schema.String, error: [NotePinned] }),
  HttpApiEndpoint.post("copy", "/:note/copy", { ...note, success: Schema.String, error: [NotePinned] })
)

class Notes extends Context.Service<Notes, Operations<typeof NotesGroup>>()("@genie/audit/test/Notes") {}

const NoteArchived = event("note.archived", { subject: "note", description: "A note left the list.", changes: [] })
const NoteCopied = event("note.copied", { subject: "note", description: "A note was copied.", changes: [] })

/** Notes whose name says how their operation ends. */
const NotesLive = implement(
  NotesGroup,
  Notes,
  Effect.gen(function* () {
    const audit = yield* Audit
    const db = yield* Db

    const endOf = Effect.fnUntraced(function* (name: string) {
      const [kind, log] = name.split("@")
      yield* about({ id: `id of ${kind}`, log })
      if (kind === "pinned") return yield* new NotePinned({ note: name })
      if (kind === "unread") return yield* new InvalidInput({ field: "note", reason: "is of another kind" })
      if (kind === "down") return yield* new SqlError({ reason: "ConnectionError", message: "gone", cause: undefined })
      return name
    })

    return {
      show: read(({ note }) => endOf(note)),
      archive: change(NoteArchived, function* ({ note }) {
        const { depth } = yield* Transaction
        yield* audit.record(NoteArchived({ id: note }))
        yield* endOf(note)
        return `depth ${depth}`
      }),
      copy: steps(NoteCopied, function* ({ note }) {
        yield* db.transaction(audit.record(NoteCopied({ id: note })))
        return yield* endOf(note)
      })
    }
  })
)

const layer = Layer.provideMerge(NotesLive, auditLayer)

const recorded = (log: string | null, action: string) =>
  Effect.map(bodies(log), (entries) =>
    entries
      .filter((entry) => entry.action === action)
      .map(({ outcome, target }) => `${outcome} ${target.type} ${target.id}`)
  )

onEveryBackend("An operation", layer, (it) => {
  it.effect("that changes something is one transaction", () =>
    Effect.gen(function* () {
      const notes = yield* Notes

      expect(yield* notes.archive({ note: "first" })).toBe("depth 0")

      expect(yield* recorded(null, "note.archived")).toEqual(["done note first"])
    })
  )

  it.effect("that is refused leaves nothing but the record of the refusal, in the log of what it is about", () =>
    Effect.gen(function* () {
      const notes = yield* Notes
      const log = yield* project("NOTES")

      const refusal = yield* Effect.flip(notes.archive({ note: `pinned@${log}` }))

      expect(refusal).toBeInstanceOf(NotePinned)
      expect(yield* recorded(log, "note.archived")).toEqual(["refused note id of pinned"])
    })
  )

  it.effect("that takes steps keeps the steps it took, and records the refusal", () =>
    Effect.gen(function* () {
      const notes = yield* Notes

      yield* Effect.flip(notes.copy({ note: "pinned" }))

      expect(yield* recorded(null, "note.copied")).toEqual(["done note pinned", "refused note id of pinned"])
    })
  )

  it.effect("that only reads records no refusal", () =>
    Effect.gen(function* () {
      const notes = yield* Notes
      const before = (yield* bodies(null)).length

      yield* Effect.flip(notes.show({ note: "pinned" }))

      expect((yield* bodies(null)).length).toBe(before)
    })
  )

  it.effect("checks its input in this process, too, and refuses it by the name of the field", () =>
    Effect.gen(function* () {
      const notes = yield* Notes
      const before = (yield* bodies(null)).length

      const refusals = yield* Effect.forEach([{ note: "far too long ".repeat(5) }, { note: 7 }, {}], (input) =>
        Effect.flip(notes.archive(input as never))
      )

      expect(refusals.every((refusal) => refusal instanceof InvalidInput && refusal.field === "note")).toBe(true)
      expect((yield* bodies(null)).length).toBe(before)
    })
  )

  it.effect("finds the database gone, and says so", () =>
    Effect.gen(function* () {
      const notes = yield* Notes

      for (const operation of [notes.show, notes.archive, notes.copy]) {
        expect(yield* Effect.flip(operation({ note: "down" }))).toBeInstanceOf(Unavailable)
      }
    })
  )

  it.effect("runs in a span of its name", () =>
    Effect.gen(function* () {
      const notes = yield* Notes
      const names: Array<string> = []
      const tracer = Tracer.make({
        span: (options) => {
          names.push(options.name)
          return new Tracer.NativeSpan(options)
        }
      })

      yield* notes.show({ note: "first" }).pipe(Effect.withTracer(tracer))

      expect(names).toContain("Notes.show")
    })
  )

  it.effect("asks whether its caller may run it, and runs as the actor that was let in", () =>
    Effect.gen(function* () {
      const asked: Array<string> = []
      const admission = Layer.succeed(Admission, {
        admit: ({ group, name, permission }) =>
          Effect.flatMap(CurrentCaller, ({ actor: { handle } }) => {
            asked.push(`${handle} ${group}.${name} ${permission}`)
            return handle === "ben"
              ? new ActorDisabled({ actor: "ben" })
              : Effect.succeed({ handle, kind: "human" as const })
          })
      })
      const notes = yield* Effect.provide(Notes, Layer.provide(Layer.fresh(NotesLive), admission))
      const ben = Effect.provideService(CurrentCaller, {
        actor: { handle: "ben", kind: "human" as const },
        via: "library" as const
      })

      yield* notes.show({ note: "first" })
      yield* notes.archive({ note: "second" })
      const refusals = [
        yield* Effect.flip(ben(notes.archive({ note: "third" }))),
        yield* Effect.flip(ben(notes.copy({ note: "third" })))
      ]

      expect(asked).toEqual([
        "ana notes.show read",
        "ana notes.archive act",
        "ben notes.archive act",
        "ben notes.copy act"
      ])
      expect(refusals.every((refusal) => refusal instanceof ActorDisabled)).toBe(true)
      expect(yield* recorded(null, "note.archived")).toContain("refused note third")
    })
  )
})
