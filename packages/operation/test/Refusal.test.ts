import { inspect } from "node:util"
import {
  exitCodeOf,
  InvalidInput,
  isRefusal,
  NotServed,
  problemType,
  Unauthorized,
  Unavailable
} from "@genie/operation"
import { Effect, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { NoteId, NoteNotFound, NotePinned } from "./notes.ts"

const since = new Date("2026-03-01T09:00:00.000Z")
const pinned = new NotePinned({ id: NoteId.make("n1"), since })
const PinnedJson = Schema.toCodecJson(NotePinned)

describe("Refusal", () => {
  it("is an error whose message is its sentence", () => {
    expect(pinned).toBeInstanceOf(Error)
    expect(pinned.message).toBe('Note "n1" has been pinned since 2026-03-01T09:00:00.000Z: unpin it first.')
    expect(isRefusal(pinned)).toBe(true)
    expect(isRefusal(new Error("no"))).toBe(false)
  })

  it("is printed as an error: its sentence, its stack, its data", () => {
    const printed = inspect({ pinned })

    expect(printed).toContain('NotePinned: Note "n1" has been pinned since 2026-03-01T09:00:00.000Z: unpin it first.\n')
    expect(printed).toContain("Refusal.test.ts")
    expect(printed).toContain("since: 2026-03-01T09:00:00.000Z")
  })

  it("travels as a problem with its sentence, its tag and its data", () => {
    expect(Schema.encodeUnknownSync(PinnedJson)(pinned)).toEqual({
      type: "https://genie.dev/problems/note-pinned",
      title: "The note is pinned",
      status: 409,
      detail: pinned.message,
      _tag: "NotePinned",
      id: "n1",
      since: "2026-03-01T09:00:00.000Z"
    })
  })

  it("comes back as the same class with the same data", () => {
    const back = Schema.decodeUnknownSync(PinnedJson)(Schema.encodeUnknownSync(PinnedJson)(pinned))

    expect(back).toBeInstanceOf(NotePinned)
    expect(back.since).toEqual(since)
    expect(back.message).toBe(pinned.message)
    expect(back.status).toBe(409)
  })

  it("is told apart by its tag from another refusal with the same data", () => {
    const Either = Schema.toCodecJson(Schema.Union([NoteNotFound, NotePinned]))

    const back = Schema.decodeUnknownSync(Either)(Schema.encodeUnknownSync(Either)(pinned))

    expect(back).toBeInstanceOf(NotePinned)
  })

  it("is yielded and caught by its tag", async () => {
    const caught = Effect.gen(function* () {
      return yield* new NoteNotFound({ id: NoteId.make("n2") })
    }).pipe(Effect.catchTag("NoteNotFound", (error) => Effect.succeed(error.id)))

    expect(await Effect.runPromise(caught)).toBe("n2")
  })

  it("has an address made from its tag", () => {
    expect(problemType("NoteNotFound")).toBe("https://genie.dev/problems/note-not-found")
    expect(problemType("HTTPError2Big")).toBe("https://genie.dev/problems/httperror2-big")
  })

  it("has an exit code that follows from its status", () => {
    expect(exitCodeOf(new Unauthorized({ reason: "Who are you?" }))).toBe(1)
    expect(exitCodeOf(new InvalidInput({ field: "text", reason: "is required" }))).toBe(2)
    expect(exitCodeOf(pinned)).toBe(3)
    expect(exitCodeOf(new NoteNotFound({ id: NoteId.make("n2") }))).toBe(4)
    expect(exitCodeOf(new Unavailable({ reason: "Nobody is there." }))).toBe(5)
    expect(exitCodeOf(new NotServed({ operation: "notes.list" }))).toBe(5)
    expect(exitCodeOf(new Error("a bug"))).toBe(1)
  })
})
