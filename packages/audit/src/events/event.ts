import { Schema } from "effect"
import type { Json } from "../seal/canonicalJson.ts"

/** The thing something happened to, and the log its entry belongs in. */
export interface EventSubject {
  readonly id: string
  /** The kind of thing, where it is another than the event declares: one entry of many runs is about their queue. */
  readonly type?: string
  /** Id of the project in whose log the entry belongs. Absent or null: the system log of the organization. */
  readonly log?: string | null | undefined
}

/** How an event is declared. */
export interface EventDeclaration<Fields extends Schema.Struct.Fields> {
  /** The kind of thing it happens to: `task`. */
  readonly subject: string
  /** One sentence for `docs/events.md`. */
  readonly description: string
  /** The groups of operations whose answers differ afterwards. A page that shows them asks again. */
  readonly changes: ReadonlyArray<string>
  /** Everything else that is known of it. JSON, sealed by a salted hash, so that it can be erased. */
  readonly details?: Fields
  /** Raised when the details change their meaning. Absent: 1. */
  readonly version?: number
  /** The rest of a sentence that begins with the actor: `moved it to review`. Erased details are missing. */
  readonly says?: (details: Partial<Schema.Struct.Type<Fields>>) => string
}

/** A kind of event, as the catalog knows it. */
export interface AnyEventType {
  /** The noun and what became of it: `task.moved`. */
  readonly tag: string
  readonly version: number
  readonly subject: string
  readonly description: string
  readonly changes: ReadonlyArray<string>
  readonly details: Schema.Struct<Schema.Struct.Fields>
  /** Set where one entry tells of many equal things. Each item of its list looks like this. */
  readonly item: Schema.Top | undefined
  readonly says: (details: Readonly<Record<string, unknown>>) => string
}

/** Something that happened. */
export interface Happened {
  readonly type: AnyEventType
  readonly subject: EventSubject
  readonly details: Json | undefined
  /** The list of an entry that tells of many things. */
  readonly items: ReadonlyArray<Json> | undefined
}

/** A kind of event. Calling it makes one: `TaskMoved({ id, log }, { from, to })`. */
export interface EventType<Fields extends Schema.Struct.Fields> extends AnyEventType {
  (subject: EventSubject, ...details: DetailsOf<Fields>): Happened
}

/** A kind of event that can tell of many equal things in one entry: 500 claims cost one. */
export interface ManyEventType<Item extends Schema.Top> extends AnyEventType {
  readonly many: (subject: EventSubject, items: ReadonlyArray<Item["Type"]>) => Happened
}

type DetailsOf<Fields extends Schema.Struct.Fields> =
  {} extends Schema.Struct.Type<Fields> ? [details?: Schema.Struct.Type<Fields>] : [details: Schema.Struct.Type<Fields>]

/**
 * Declares a kind of event. With `item` it can also be made of many things at once.
 *
 * @example
 * ```ts
 * const NoteArchived = event("note.archived", {
 *   subject: "note",
 *   description: "A note left the list.",
 *   changes: ["notes"],
 *   details: { reason: Schema.NullOr(Schema.String) },
 *   says: () => "archived it"
 * })
 * yield* audit.record(NoteArchived({ id: note.id, log: note.projectId }, { reason: null }))
 * ```
 */
export const event: {
  <const Fields extends Schema.Struct.Fields, Item extends Schema.Top>(
    tag: `${string}.${string}`,
    declaration: EventDeclaration<Fields> & { readonly item: Item }
  ): EventType<Fields> & ManyEventType<Item>
  <const Fields extends Schema.Struct.Fields = {}>(
    tag: `${string}.${string}`,
    declaration: EventDeclaration<Fields>
  ): EventType<Fields>
} = (
  tag: string,
  {
    changes,
    description,
    details = {},
    item,
    says,
    subject,
    version = 1
  }: EventDeclaration<Schema.Struct.Fields> & { readonly item?: Schema.Top }
) => {
  const type = Object.assign(
    (about: EventSubject, said?: object): Happened => ({
      type,
      subject: about,
      details: said as Json | undefined,
      items: undefined
    }),
    {
      tag,
      version,
      subject,
      description,
      changes,
      details: Schema.Struct(details),
      item,
      says: (said: Readonly<Record<string, unknown>>) => says?.(said) ?? plain(tag),
      many: (about: EventSubject, items: ReadonlyArray<unknown>): Happened => ({
        type,
        subject: about,
        details: undefined,
        items: items as ReadonlyArray<Json>
      })
    }
  ) as never as EventType<Schema.Struct.Fields> & ManyEventType<Schema.Top>
  return type as never
}

/** `schedule.clock_corrected` → `clock corrected`. */
const plain = (tag: string): string => tag.slice(tag.indexOf(".") + 1).replaceAll("_", " ")
