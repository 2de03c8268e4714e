import { asArgument, type Operations, operationGroup, Refusal, streamOf } from "@genie/operation"
import { Context, Schema } from "effect"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as OpenApi from "effect/http-api/OpenApi"

export const NoteId = Schema.String.pipe(Schema.brand("NoteId"))
export type NoteId = typeof NoteId.Type

export const Color = Schema.Literals(["yellow", "green"])

/** Something to remember. */
export class Note extends Schema.Class<Note>("Note")({
  id: NoteId,
  text: Schema.String,
  color: Color,
  tags: Schema.Array(Schema.String),
  remindAt: Schema.NullOr(Schema.Date),
  createdAt: Schema.Date
}) {}

export class NoteNotFound extends Refusal<NoteNotFound>()(
  "NoteNotFound",
  { status: 404, title: "No such note" },
  { id: NoteId }
) {
  override get message() {
    return `There is no note "${this.id}".`
  }
}

export class NotePinned extends Refusal<NotePinned>()(
  "NotePinned",
  { status: 409, title: "The note is pinned" },
  { id: NoteId, since: Schema.Date }
) {
  override get message() {
    return `Note "${this.id}" has been pinned since ${this.since.toISOString()}: unpin it first.`
  }
}

export const NotesGroup = operationGroup(
  "notes",
  HttpApiEndpoint.post("create", "/", {
    payload: Schema.Struct({
      text: asArgument(Schema.NonEmptyString).annotate({ description: "What to remember" }),
      color: Schema.optionalKey(Color.annotate({ description: "Color of the paper" })),
      tags: Schema.optionalKey(Schema.Array(Schema.String).annotate({ description: "Words to find it by" })),
      remindAt: Schema.optionalKey(Schema.Date.annotate({ description: "When to be reminded" })),
      copies: Schema.optionalKey(
        Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10 })).annotate({ description: "How many" })
      ),
      pinned: Schema.optionalKey(Schema.Boolean.annotate({ description: "Keep it from being removed" })),
      extra: Schema.optionalKey(Schema.Json.annotate({ description: "Anything else" })),
      env: Schema.optionalKey(
        Schema.Record(Schema.String, Schema.String).annotate({ description: "Values to keep beside it" })
      )
    }),
    success: Note
  }).annotate(OpenApi.Summary, "Write a note"),
  HttpApiEndpoint.get("list", "/", {
    query: {
      color: Schema.optionalKey(Color.annotate({ description: "Only notes of this color" })),
      limit: Schema.optionalKey(Schema.Int.annotate({ description: "At most so many" }))
    },
    success: Schema.Array(Note)
  }).annotate(OpenApi.Summary, "List notes"),
  HttpApiEndpoint.delete("remove", "/:id", {
    params: { id: NoteId.annotate({ description: "Which note" }) },
    success: Note,
    error: [NoteNotFound, NotePinned]
  }).annotate(OpenApi.Summary, "Remove a note"),
  HttpApiEndpoint.get("watch", "/watch", {
    query: { since: Schema.optionalKey(Schema.Date.annotate({ description: "Only notes written after this" })) },
    success: streamOf(Note)
  }).annotate(OpenApi.Summary, "Follow notes as they are written")
).prefix("/notes")

export interface NoteOperations extends Operations<typeof NotesGroup> {}

export class Notes extends Context.Service<Notes, NoteOperations>()("@genie/operation/test/Notes") {}

export const Api = HttpApi.make("toy").add(NotesGroup)
