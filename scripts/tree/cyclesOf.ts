/** The circles in a graph, each as one path that comes back to where it began. */
export function cyclesOf(edges: ReadonlyArray<readonly [from: string, to: string]>): ReadonlyArray<string> {
  const next = Map.groupBy(edges, ([from]) => from)
  const done = new Set<string>()
  const found: Array<string> = []

  const visit = (node: string, path: ReadonlyArray<string>): void => {
    const start = path.indexOf(node)
    if (start !== -1) return void found.push([...path.slice(start), node].join(" → "))
    if (done.has(node)) return
    for (const [, to] of next.get(node) ?? []) visit(to, [...path, node])
    done.add(node)
  }
  for (const node of next.keys()) visit(node, [])
  return found
}
