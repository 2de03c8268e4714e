import { Schema } from "effect"
import { isUuid } from "./isUuid.ts"
import { CURSOR_LENGTH_MAX } from "./lengths.ts"
import { problemFilter } from "./problemFilter.ts"
import { Text } from "./Text.ts"

/** How many items a page may have. A page is held in memory on both ends. */
export const PAGE_LIMIT_MAX = 500

/** How many items a page has when nobody says. */
export const PAGE_LIMIT_DEFAULT = 50

/** Items per page, as an input field. */
export const PageLimit = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: PAGE_LIMIT_MAX })).annotate({
  description: `How many at most: 1 to ${PAGE_LIMIT_MAX}, ${PAGE_LIMIT_DEFAULT} when not said`
})

/** Where the next page begins: what `next` of the page before said. */
export const PageCursor = Text(CURSOR_LENGTH_MAX).annotate({ description: "Continue after this cursor" })

/** Said of a cursor that no list has returned. */
export const NOT_A_CURSOR = "is not a cursor returned by this list."

/** The cursor of a list that is sorted by id: the id of the last item of the page before. */
export const IdCursor = Text(CURSOR_LENGTH_MAX)
  .check(problemFilter((text: string) => isUuid(text) || NOT_A_CURSOR))
  .annotate({ description: "Continue after this cursor" })

/** One page of a list, and where the next begins. `next` is null at the end. */
export const Page = <Item extends Schema.Top>(item: Item) =>
  Schema.Struct({ items: Schema.Array(item), next: Schema.NullOr(Schema.String) })

/**
 * A page of rows that were read with one more than the limit: the surplus row says that more follow. The cursor is the id of
 * the last row, unless the list is sorted by something else.
 */
export const pageOf = <Item extends { readonly id: string }>(
  items: ReadonlyArray<Item>,
  limit: number,
  cursorOf: (last: Item) => string = ({ id }) => id
): { readonly items: ReadonlyArray<Item>; readonly next: string | null } => ({
  items: items.slice(0, limit),
  next: items.length > limit ? cursorOf(items[limit - 1]!) : null
})
