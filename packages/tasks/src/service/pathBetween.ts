/** A shortest way from one task to another along these edges, both ends included. Empty when there is none. */
export const pathBetween = (
  edges: ReadonlyArray<{ readonly taskId: string; readonly onTaskId: string }>,
  from: string,
  to: string
): ReadonlyArray<string> => {
  const next = Map.groupBy(edges, ({ taskId }) => taskId)
  const cameFrom = new Map<string, string | undefined>([[from, undefined]])
  // A map is walked in the order of its entries, those added on the way included: nearest first.
  for (const [at] of cameFrom) {
    if (at === to) break
    for (const { onTaskId } of next.get(at) ?? []) if (!cameFrom.has(onTaskId)) cameFrom.set(onTaskId, at)
  }
  if (!cameFrom.has(to)) return []

  const path: Array<string> = []
  for (let at: string | undefined = to; at !== undefined; at = cameFrom.get(at)) path.unshift(at)
  return path
}
