// A panel lies over a page. Closing one goes back to where it was opened, so that the browser's own way back does not open
// it again; opened by its address alone, it gives its place to the page below.
import { useCallback } from "react"
import { useLocation } from "wouter"
import { baseOf } from "./places.ts"

/** How many steps of the browser's history ago a panel was opened, and over which address. */
interface Opened {
  readonly base: string
  readonly steps: number
}

const here = (): string => `${location.pathname}${location.search}`

/** A query has several spellings. */
const isSame = (one: string, other: string): boolean => spelled(one) === spelled(other)

const spelled = (place: string): string => {
  const [path, search = ""] = place.split("?", 2)
  return `${path}?${new URLSearchParams(search)}`
}

const opened = (): Opened | undefined => (history.state as { readonly panel?: Opened } | null)?.panel

/** Goes to an address. A panel over the page one is on can be closed with a step back. */
export const useOpen = (): ((to: string) => void) => {
  const [, go] = useLocation()
  return useCallback(
    (to) => {
      const base = baseOf(to)
      const isPanel = base !== to
      const before = opened()
      const steps = isSame(here(), base)
        ? 1
        : before !== undefined && isSame(before.base, base)
          ? before.steps + 1
          : undefined
      go(to, isPanel && steps !== undefined ? { state: { panel: { base, steps } satisfies Opened } } : {})
    },
    [go]
  )
}

/** Closes the panel, and says so when the page below is there again. */
export const useClose = (): ((then?: () => void) => void) => {
  const [, go] = useLocation()
  return useCallback(
    (then = () => undefined) => {
      const base = baseOf(here())
      const before = opened()
      if (before === undefined || !isSame(before.base, base)) {
        go(base, { replace: true })
        return then()
      }
      window.addEventListener("popstate", then, { once: true })
      history.go(-before.steps)
    },
    [go]
  )
}

/** Changes the query of the address one is on: what is typed into a filter is no step of the history. */
export const useChangeSearch = (): ((search: string) => void) => {
  const [, go] = useLocation()
  return useCallback(
    (search) => go(`${location.pathname}${search === "" ? "" : `?${search}`}`, { replace: true, state: history.state }),
    [go]
  )
}
