import { Schema } from "effect"

/**
 * A batch whose items are read one by one, by the service: an item that is not what it should be is refused alone, and
 * fails none beside it. So anything passes here, whatever the type promises: also what `Schema.Unknown` refuses as no JSON,
 * such as 1e400, which is `Infinity` once it is parsed.
 */
export const batchOf = <Item extends Schema.Top>(
  item: Item,
  { max, min = 0 }: { readonly min?: number; readonly max: number }
): Schema.$Array<Item> =>
  Schema.Array(Schema.Union([item, Schema.Any])).check(
    Schema.isMinLength(min),
    Schema.isMaxLength(max)
  ) as unknown as Schema.$Array<Item>
