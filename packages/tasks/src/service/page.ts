// A list continues after the last item of the page before.
import { InvalidInput } from "@genie/operation"
import { isUuid } from "@genie/store/model"
import { Effect } from "effect"

/** A page of what was read with one more than the limit: that one says that there is a next page. */
export const page = <Item extends { readonly id: string }>(items: ReadonlyArray<Item>, limit: number) => ({
  items: items.slice(0, limit),
  next: items.length > limit ? items[limit - 1]!.id : null
})

/** Refuses a cursor that no list of ours gave. */
export const checkCursor = (cursor: string | undefined): Effect.Effect<void, InvalidInput> =>
  cursor === undefined || isUuid(cursor)
    ? Effect.void
    : Effect.fail(new InvalidInput({ field: "cursor", reason: "is not a cursor returned by this list" }))
