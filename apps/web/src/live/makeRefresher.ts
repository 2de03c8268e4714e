import type { QueryClient } from "@tanstack/react-query"

/** Asks again for what has become stale. */
export interface Refresher {
  /** These questions have another answer now. */
  readonly stale: (roots: Iterable<string>) => void
  readonly stop: () => void
}

/**
 * Gathers what becomes stale and asks for it together: five hundred claims are one look at the board, and the next look
 * begins when the one before has its answer. A page nobody looks at asks for nothing until somebody does.
 */
export const makeRefresher = (queries: QueryClient): Refresher => {
  const waiting = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isAsking = false

  const later = () => {
    if (waiting.size > 0 && !isAsking && !document.hidden) timer ??= setTimeout(ask, COALESCE_MS)
  }
  const ask = async () => {
    timer = undefined
    // A change of ours that is under way is shown already, and its own answer brings the rest.
    if (queries.isMutating() > 0) return later()
    const roots = [...waiting]
    waiting.clear()
    isAsking = true
    await Promise.all(roots.map((root) => queries.invalidateQueries({ queryKey: [root] })))
    isAsking = false
    later()
  }
  document.addEventListener("visibilitychange", later)

  return {
    stale: (roots) => {
      for (const root of roots) waiting.add(root)
      later()
    },
    stop: () => {
      document.removeEventListener("visibilitychange", later)
      clearTimeout(timer)
      waiting.clear()
    }
  }
}

/** Long enough for a burst, too short to be noticed. */
const COALESCE_MS = 150
