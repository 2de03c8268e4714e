/**
 * Moves the focus among the cards or rows of the page: up and down within a group (a column, a list), left and right to
 * the same place of the next group that has any. Says whether there was anywhere to go.
 */
export const moveFocus = (direction: "up" | "down" | "left" | "right"): boolean => {
  const groups = [...document.querySelectorAll<HTMLElement>("[data-items]")]
    .map((group) => [...group.querySelectorAll<HTMLElement>("[data-item]")])
    .filter((items) => items.length > 0)
  const focused = document.activeElement?.closest<HTMLElement>("[data-item]") ?? null
  const at = groups.findIndex((items) => focused !== null && items.includes(focused))
  if (at === -1) return focus(groups[0]?.[0])

  const index = groups[at]!.indexOf(focused!)
  if (direction === "up" || direction === "down") return focus(groups[at]![index + (direction === "up" ? -1 : 1)])
  const next = groups[at + (direction === "left" ? -1 : 1)]
  return focus(next?.[Math.min(index, next.length - 1)])
}

const focus = (item: HTMLElement | undefined): boolean => {
  item?.focus({ preventScroll: true })
  item?.scrollIntoView({ block: "nearest", inline: "nearest" })
  return item !== undefined
}
