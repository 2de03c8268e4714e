/** A page of what was read with one more than the limit: that one says that there is a next page. */
export const page = <Item extends { readonly id: string }>(items: ReadonlyArray<Item>, limit: number) => ({
  items: items.slice(0, limit),
  next: items.length > limit ? items[limit - 1]!.id : null
})
